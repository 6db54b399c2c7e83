import { readdirSync } from 'node:fs';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

// Who may import whom: for each folder, the folders and files of src/ that it may use besides itself.
const imports = {
  config: ['errors'],
  authorization: [],
  database: ['config', 'errors'],
  audit: ['database', 'errors'],
  graphql: ['authorization', 'errors'],
  identity: ['audit', 'authorization', 'database', 'graphql', 'config', 'errors', 'context', 'feature', 'policy'],
  features: [
    'authorization',
    'database',
    'graphql',
    'config',
    'errors',
    'context',
    'feature',
    'policy',
    'identity/(viewer|role|users)',
  ],
  http: ['identity', 'graphql', 'config', 'errors', 'context', 'feature'],
  client: ['errors'],
};

const rooms = readdirSync('src', { withFileTypes: true }).map(({ name }) => name.replace(/\.ts$/, ''));

/** Refuses in one folder every import of a room or file that is not among the allowed. */
function mayImport(folder, allowed) {
  const refused = rooms.filter((name) => name !== folder && !allowed.includes(name));
  const within = allowed.filter((name) => name.includes('/')); // parts of a room
  const except = within.length > 0 ? `(?!${within.join('|')})` : '';
  const pattern = `^(\\.\\./)+${except}(${refused.join('|')})(/|\\.js$)`;
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: pattern, message: `src/${folder} may import ${allowed.join(', ') || 'nothing of ours'}.` },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  {
    ignores: [
      'eslint.config.js',
      'dist/',
      'build*/',
      '.data/',
      '.secantus/',
      'src/client/generated/',
      'src/http/explorer/page/',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        // One program for all files: each further one would check the types of src/ again.
        project: 'bench/tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[importKind="value"] > ImportSpecifier[importKind="type"]',
          message: 'Types are imported by a statement of their own: import type { … }.',
        },
      ],
    },
  },
  { files: ['src/cli/**', 'bench/**', 'test/**'], rules: { 'no-console': 'off' } },
  ...Object.entries(imports).map(([folder, allowed]) => mayImport(folder, allowed)),
  {
    files: ['src/context.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\./(app|authorization|cli|client|feature|features|http|policy)',
              message: 'context.ts may import identity/viewer, database, graphql, config, errors.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/policy.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\./(app|cli|client|database|features|graphql|http)',
              message: 'policy.ts may import authorization, context, config and the words of identity.',
            },
          ],
        },
      ],
    },
  },
);
