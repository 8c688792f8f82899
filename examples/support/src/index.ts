export { assertRefused } from './assert-refused.ts'
export { startExample, type Call, type StartedExample } from './started-example.ts'
export { describeRoutes } from './routes.ts'
