export { explain, type Explanation, type ExplainedCheck } from './explain/explain.ts'
