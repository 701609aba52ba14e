import { runFolders } from './run-folders.js'

await runFolders(['services/config', 'services/cron', 'services/agent/config'])
