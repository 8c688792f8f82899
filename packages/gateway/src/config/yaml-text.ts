import { LineCounter, parseDocument, type Document, type ErrorCode, type YAMLError } from 'yaml'
import { ConfigurationError, writePath, type ConfigPath, type Problem } from './problem.ts'

/** A configuration as it was written, which knows where each part of it stands. */
export interface YamlText {
  readonly value: unknown
  /** Writes a problem with the file and the line. */
  locate(problem: Problem): string
}

/** Reads YAML, or JSON, which is a part of it. Throws a `ConfigurationError` that names each line that cannot be read. */
export function readYaml(name: string, text: string): YamlText {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true })
  // What the parser only warns of is read as something else than it says, such as a value with an unknown tag.
  const mistakes = [...document.errors, ...document.warnings]
  if (mistakes.length > 0) {
    throw new ConfigurationError(
      mistakes.map((mistake) => `${name}:${counter.linePos(mistake.pos[0]).line}: ${describe(mistake)}`),
    )
  }

  function lineOf(path: ConfigPath): number | undefined {
    // What is missing has no line of its own: that of what should hold it is the next best.
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      const range = (node as { range?: readonly number[] } | null | undefined)?.range
      if (range?.[0] !== undefined) return counter.linePos(range[0]).line
    }
    return undefined
  }

  return {
    value: toValue(name, document),
    locate: ({ path, message }) => {
      const line = lineOf(path)
      return `${name}${line === undefined ? '' : `:${line}`}: ${writePath(path) || 'the file'}: ${message}`
    },
  }
}

function describe({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here; hint: leave --- and what follows out'
  const hint = HINTS[code] ?? 'look at brackets, quotes and indentation here and on the line before'
  return `${message}; hint: ${hint}`
}

const HINTS: { readonly [code in ErrorCode]?: string } = {
  DUPLICATE_KEY: 'leave one of them out',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'leave the tag out, or quote a text that begins with !',
  BAD_ALIAS: 'quote a text that begins with * or &',
}

/** The parser builds no more than some hundred times what was written: aliases of aliases would fill the memory. */
function toValue(name: string, document: Document): unknown {
  try {
    return document.toJS() as unknown
  } catch (error) {
    throw new ConfigurationError([`${name}: cannot be read: ${(error as Error).message}`])
  }
}
