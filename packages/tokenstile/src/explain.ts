export { explain, type Explanation, type ExplainedCheck } from './explain/explain.ts'
export type { TokenKind } from './explain/token-kind.ts'
