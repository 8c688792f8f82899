import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'

/** How a backend knows who is calling; `naive` ones do it wrong, on purpose. */
export type BackendKind = 'direct' | 'behind-gateway' | 'naive'

/** What a `backend.json` says. */
export interface Manifest {
  readonly name: string
  readonly language: string
  readonly kind: BackendKind
  /** Commands that run one after the other before the first start, in a copy of the folder. */
  readonly install: readonly (readonly string[])[]
  /** The one program that serves. `{port}` stands for the port that is also in `PORT`. */
  readonly start: readonly string[]
  /** The programs and packages that have to be there; see `programs.ts`. */
  readonly needs: readonly string[]
  /** What is wrong with it, by the names that `tokenstile probe` gives. Empty for a good one. */
  readonly planted: readonly string[]
  /** Why no test starts it. Absent for all that tests start. */
  readonly notTested?: string
}

/** A backend: what its manifest says, and the folder that it is in. */
export interface Backend extends Manifest {
  readonly folder: string
}

const KINDS: readonly string[] = ['direct', 'behind-gateway', 'naive'] satisfies BackendKind[]
const MEMBERS = ['name', 'language', 'kind', 'install', 'start', 'needs', 'planted', 'notTested']

/** Reads a `backend.json`. Throws an error that names the file and the member at fault. */
export function readManifest(file: string): Backend {
  const given = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>
  const demand = (isSo: boolean, member: string): void => {
    if (!isSo) throw new Error(`${basename(dirname(file))}/backend.json: ${member} is not what it should be`)
  }
  for (const member of Object.keys(given)) demand(MEMBERS.includes(member), member)
  const { name, language, kind, install = [], start, needs = [], planted = [], notTested } = given
  demand(typeof name === 'string', 'name')
  demand(typeof language === 'string', 'language')
  demand(KINDS.includes(kind as string), 'kind')
  demand(Array.isArray(install) && install.every(isTextList), 'install')
  demand(isTextList(start) && start.length > 0, 'start')
  demand(isTextList(needs), 'needs')
  demand(isTextList(planted) && (kind === 'naive') === planted.length > 0, 'planted')
  demand(notTested === undefined || typeof notTested === 'string', 'notTested')
  return { ...(given as unknown as Manifest), install, needs, planted, folder: dirname(file) } as Backend
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
