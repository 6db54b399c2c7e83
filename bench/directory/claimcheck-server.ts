// The program as `serve` starts it, in a process that is measured.
import { createApplication, createLogger, readSettings } from '../../src/app.js';
import { directory } from '../../src/features/directory.js';
import { tellParent } from './measured-process.js';

const settings = readSettings(process.env);
const application = await createApplication({
  settings,
  logger: (redacted) => createLogger({ level: settings.LOG_LEVEL, redacted }),
  features: [directory],
});
const { url } = await application.server.listen();
tellParent({ url: `${url}/graphql` });
