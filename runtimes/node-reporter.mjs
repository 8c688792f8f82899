import path from 'node:path'
import { root } from '../scripts/steps/repository.mjs'

/** Tells of each test in a line of JSON, with the file that it is in. */
// oxlint-disable-next-line import/no-default-export -- Node takes a reporter in this way alone
export default async function* tell(events) {
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting > 0) continue
    const { name, file, details, skip, todo } = data
    const isSkipped = skip !== undefined || todo !== undefined
    const outcome = isSkipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed'
    const error = details.error?.cause ?? details.error
    const message = error === undefined ? '' : String(error.stack ?? error)
    yield `${JSON.stringify({ name, file: path.relative(root, file), outcome, message })}\n`
  }
}
