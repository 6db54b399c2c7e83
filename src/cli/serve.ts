import type { Application } from '../app.js';
import { readSettings, withoutEffect } from '../config/settings.js';
import type { Settings } from '../config/settings.js';

/** Starts the server and prints what a newcomer needs; resolves when it listens. SIGTERM and SIGINT end it. */
export async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  // Loaded only now, so that a wrong setting is told at once.
  const [{ createApplication, createLogger }, { demo }, { directory }] = await Promise.all([
    import('../app.js'),
    import('../features/demo.js'),
    import('../features/directory.js'),
  ]);
  const application = await createApplication({
    settings,
    logger: (redacted) => createLogger({ level: settings.LOG_LEVEL, redacted }),
    features: [directory],
    demo,
  });
  try {
    const { url } = await application.server.listen();
    stopOnSignal(application);
    reloadOnSignal(application);
    for (const line of startText(settings, application, url)) console.log(line);
  } catch (error) {
    await application.close();
    throw error;
  }
}

/** A first signal lets requests finish; a second ends the process at once. */
function stopOnSignal(application: Application): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      for (const again of ['SIGTERM', 'SIGINT'] as const) process.once(again, () => process.exit(1));
      application.close().then(
        () => process.exit(0),
        (error: unknown) => {
          application.logger.error({ err: error }, 'the shutdown failed');
          process.exit(1);
        },
      );
    });
  }
}

/** SIGHUP reads the keys file again. Without one it ends the process, as it does everywhere. */
function reloadOnSignal({ reloadKeys }: Application): void {
  if (reloadKeys) process.on('SIGHUP', () => void reloadKeys());
}

/** Printed at every log level: the accounts, each unsafe default in use, and where the server listens. */
function startText(settings: Settings, { store, secrets, demoAccounts }: Application, url: string): string[] {
  const lines: string[] = [];
  const [account] = demoAccounts;
  if (account) {
    lines.push(`Demo accounts (password: ${account.password})`);
    for (const { email, about } of demoAccounts) lines.push(`  ${email.padEnd(29)} ${about}`);
  }
  const unsafe = [
    ...secrets.generated.map((name) => `${name} was generated into ${settings.DATA_DIR}`),
    ...withoutEffect(process.env).map((name) => `${name} has no effect in this version`),
    ...(store.kind === 'embedded'
      ? [`MONGODB_URI is not set: the embedded store under ${settings.DATA_DIR} is used`]
      : []),
    ...(settings.BCRYPT_COST < 10 ? ['BCRYPT_COST is below 10: passwords are cheap to guess from a stolen store'] : []),
    ...(['LOGIN_LIMIT_PAIR', 'LOGIN_LIMIT_ACCOUNT', 'LOGIN_LIMIT_ADDRESS'] as const)
      .filter((name) => settings[name] === 'off')
      .map((name) => `${name} is off: passwords can be guessed faster`),
    ...(demoAccounts.length > 0 ? ['the demo accounts can sign in'] : []),
    ...(settings.INTROSPECTION === 'on' ? ['INTROSPECTION is on: anyone can read the schema'] : []),
  ];
  if (unsafe.length > 0) {
    lines.push('Not safe for production:');
    for (const line of unsafe) lines.push(`  ${line}`);
  }
  return [...lines, `Ready on ${url}/graphql`];
}
