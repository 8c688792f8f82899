import type { createIssuer as create } from '../dist/index.js' with { 'resolution-mode': 'import' }

export type * from '../dist/index.js' with { 'resolution-mode': 'import' }
export declare const createIssuer: typeof create
