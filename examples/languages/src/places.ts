import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where builds and downloads are kept, beside what other tests keep. */
export const CACHE: string = join(
  fileURLToPath(new URL('../../..', import.meta.url)),
  'node_modules/.cache/languages',
)
