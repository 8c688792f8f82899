import type { AnsweredAnswer } from '../target/answer.ts'

/** What an answer looks like, without what it says. */
export interface Shape {
  readonly kind: 'empty' | 'json' | 'html' | 'text'
  /** JSON: the paths of its members. HTML: its elements. Text: nothing. */
  readonly names: ReadonlySet<string>
  /** The same, with the types of the values. */
  readonly typedNames: ReadonlySet<string>
  /** The words and values that are written in it. */
  readonly words: ReadonlySet<string>
}

const MAX_DEPTH = 8
const MAX_NAMES = 2000

/** Reads the shape of an answer. `secrets` are what was sent: an echo of them is no word of the backend's. */
export function readShape({ body, headers }: AnsweredAnswer, secrets: readonly string[] = []): Shape {
  const text = withoutSecrets(body, secrets)
  if (text.trim() === '') return shape('empty', [], [], [])
  const json = readJson(text)
  if (json !== undefined) return jsonShape(json.value)
  if (/html/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)\b/i.test(text))
    return htmlShape(text)
  return shape('text', [], [], toWords(text))
}

/** The text with stand-ins for what was sent. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 8)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '‹token›'), text)
}

function shape(
  kind: Shape['kind'],
  names: Iterable<string>,
  typedNames: Iterable<string>,
  words: Iterable<string>,
): Shape {
  return { kind, names: new Set(names), typedNames: new Set(typedNames), words: new Set(words) }
}

function readJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function jsonShape(value: unknown): Shape {
  const names = new Set<string>()
  const typedNames = new Set<string>()
  const words = new Set<string>()
  const visit = (at: unknown, path: string, depth: number): void => {
    if (depth > MAX_DEPTH || typedNames.size > MAX_NAMES) return
    // Every object has a root: that two have one does not make them alike.
    if (path !== '$' || typeOf(at) !== 'object') {
      names.add(path)
      typedNames.add(`${path}:${typeOf(at)}`)
    }
    if (Array.isArray(at)) {
      for (const item of at.slice(0, 20)) visit(item, `${path}[]`, depth + 1)
    } else if (typeof at === 'object' && at !== null) {
      for (const [name, member] of Object.entries(at)) visit(member, `${path}.${name}`, depth + 1)
    } else {
      words.add(`${path}=${String(at)}`)
    }
  }
  visit(value, '$', 0)
  return { kind: 'json', names, typedNames, words }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function htmlShape(text: string): Shape {
  const bare = text.replaceAll(/<(script|style)\b[^]*?<\/\1\s*>/gi, '').replaceAll(/<!--[^]*?-->/g, '')
  const elements = [...bare.matchAll(/<([a-z][a-z0-9-]*)\b([^>]*)>/gi)].map(
    ([, name = '', attributes = '']) => {
      const [, marked = ''] = /\b(?:id|name|class|action)\s*=\s*["']?([\w-]+)/i.exec(attributes) ?? []
      return [
        name.toLowerCase(),
        marked === '' ? name.toLowerCase() : `${name.toLowerCase()}.${marked}`,
      ] as const
    },
  )
  return shape(
    'html',
    elements.map(([name]) => name),
    elements.map(([, marked]) => marked),
    toWords(bare.replaceAll(/<[^>]*>/g, ' ')),
  )
}

function toWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}@._-]+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_NAMES)
}

/** How much two sets have in common, from 0 to 1, as a part of both together. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1
  const common = countCommon(a, b)
  return common / (a.size + b.size - common)
}

/** The same, as a part of the smaller one: an answer that lacks a member is still alike. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size)
  return smaller === 0 ? Number(a.size === b.size) : countCommon(a, b) / smaller
}

function countCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const item of a) if (b.has(item)) common++
  return common
}

/** What is in all of them. */
export function intersect(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = sets
  return new Set([...first].filter((item) => others.every((other) => other.has(item))))
}

/** A shape for people: `{ roles[], sub }`. Shows names and never values. */
export function describeShape({ kind, names }: Shape): string {
  if (kind === 'empty') return 'empty'
  if (kind !== 'json') return kind
  const members = [...names].flatMap((path) => /^\$\.([^.[\]]+)$/.exec(path)?.[1] ?? [])
  const lists = new Set([...names].flatMap((path) => /^\$\.([^.[\]]+)\[\]$/.exec(path)?.[1] ?? []))
  if (members.length === 0) return names.has('$[]') ? '[…]' : 'JSON'
  const shown = members
    .filter((name) => /^[\w-]{1,40}$/.test(name))
    .toSorted()
    .slice(0, 8)
    .map((name) => (lists.has(name) ? `${name}[]` : name))
  return `{ ${shown.join(', ')}${members.length > shown.length ? ', …' : ''} }`
}
