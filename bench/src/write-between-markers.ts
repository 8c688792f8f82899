import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` in a document. */
export function writeBetweenMarkers(document: URL, name: string, text: string): void {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [before, rest] = readFileSync(document, 'utf8').split(open)
  const after = rest?.split(close)[1]
  if (before === undefined || after === undefined) {
    throw new Error(`${fileURLToPath(document)} has lost its markers`)
  }
  writeFileSync(document, `${before}${open}\n\n${text.trim()}\n\n${close}${after}`)
}
