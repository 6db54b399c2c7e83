/** Where the built assets are: next to the compiled file. */
export const assetsFolder = new URL('./assets/', import.meta.url);

/** Written by us, in `src/http/explorer/page`. */
export const ownAssets: readonly string[] = ['boot.js', 'explorer.css', 'favicon.svg'];

/** Package and the file of it that is served. Theirs are the last versions that a page can load without a bundler. */
export const packageAssets: readonly (readonly [string, string])[] = [
  ['react', 'umd/react.production.min.js'],
  ['react-dom', 'umd/react-dom.production.min.js'],
  ['graphiql', 'graphiql.min.js'],
  ['graphiql', 'graphiql.min.css'],
];

/** The names under `/explorer/`. */
export const assetNames: readonly string[] = [
  ...ownAssets,
  ...packageAssets.map(([, path]) => path.slice(path.lastIndexOf('/') + 1)),
];
