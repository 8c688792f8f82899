import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'
import type { ControlOptions } from './control-options.ts'

/** The control plane of a running local issuer, as docs/issuer.md has it. */
export interface ControlClient {
  readonly issuer: string
  /** Asks for something; what comes back is the caller's to read. Throws a UsageError for every way to fail. */
  readonly get: <Answer>(path: string) => Promise<Answer>
  readonly post: <Answer>(path: string, body?: object) => Promise<Answer>
  readonly remove: <Answer>(path: string) => Promise<Answer>
}

const DEFAULT_ISSUER = 'http://localhost:4000'
const TIMEOUT_MS = 10_000
const START_ONE = 'start one with "tokenstile dev", or say where it is with --issuer'

/** Makes the client for the issuer that was named, that of the environment, or the usual one. */
export function createControlClient(
  { issuer }: ControlOptions,
  { environment }: Pick<Surroundings, 'environment'>,
): ControlClient {
  const base = toBase(issuer ?? (environment['TOKENSTILE_ISSUER'] || DEFAULT_ISSUER))
  const controlToken = environment['TOKENSTILE_CONTROL_TOKEN']
  async function ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await reach(`${base}/dev/${path}`, base, {
      method,
      headers: controlToken === undefined ? {} : { authorization: `Bearer ${controlToken}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // What is shown to the issuer is for nobody else.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return readAnswer<Answer>(response, base)
  }
  return {
    issuer: base,
    get: (path) => ask('GET', path),
    post: (path, body = {}) => ask('POST', path, body),
    remove: (path) => ask('DELETE', path),
  }
}

function toBase(issuer: string): string {
  if (URL.canParse(issuer) && /^https?:$/.test(new URL(issuer).protocol)) return new URL(issuer).origin
  throw new UsageError(`${issuer} is no address of an issuer`, 'say it as http://localhost:4000')
}

async function reach(url: string, base: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    throw error instanceof Error && error.name === 'TimeoutError'
      ? new UsageError(`${base} did not answer within 10 seconds`, START_ONE)
      : new UsageError(`no local issuer answers at ${base}`, START_ONE)
  }
}

async function readAnswer<Answer>(response: Response, base: string): Promise<Answer> {
  const json = (await response.json().catch(() => undefined)) as
    (Answer & { readonly error_description?: unknown }) | undefined
  if (response.ok && json !== undefined) return json
  if (response.status === 401) {
    throw new UsageError(
      `${base} asks for its control token`,
      'it printed one at its start; set TOKENSTILE_CONTROL_TOKEN to it',
    )
  }
  const said = json?.error_description
  if (typeof said !== 'string') {
    throw new UsageError(`${base} is no local issuer: it has no control plane at /dev/`, START_ONE)
  }
  // A sentence of the issuer's has its own hint behind a semicolon.
  const [sentence = '', ...hint] = said.split('; ')
  throw new UsageError(
    response.status === 403 ? `${base} refuses: ${sentence}` : sentence,
    hint.length === 0 ? '"--help" says what each option takes' : hint.join('; '),
  )
}
