/*
    index.ts -- The door of apps/ioto/report: what a running agent tells those who may read its state directory.
*/

export { askReport } from './ask-report.js'
export type { AgentReport } from './report.js'
export { ReportServer } from './report-server.js'
