import 'reflect-metadata'
import { Module, type INestApplication, type ModuleMetadata } from '@nestjs/common'
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core'
import { test, type TestContext } from 'node:test'
import { createVerifier, type AuthErrorCode, type VerifierEvent } from 'tokenstile'
import { TokenstileModule } from 'tokenstile/nest'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'
import { nestVersion } from './taken-from.ts'

const [major] = nestVersion().split('.')

/** A test that says which version of Nest it ran on. */
export function nestTest(name: string, run: (t: TestContext) => unknown): void {
  void test(`Nest ${major}: ${name}`, async (t) => void (await run(t)))
}

/** A verifier whose clock stands, and what it told of. */
export function createWatchedVerifier(settings: NonNullable<Parameters<typeof createVerifier>[1]> = {}): {
  readonly verifier: ReturnType<typeof createTestVerifier>
  readonly events: VerifierEvent[]
} {
  const events: VerifierEvent[] = []
  return {
    verifier: createTestVerifier({ onEvent: (event) => void events.push(event), ...settings }),
    events,
  }
}

function createTestVerifier(settings: NonNullable<Parameters<typeof createVerifier>[1]>) {
  return createVerifier(issuerOptions({ toUser }), { now, ...settings })
}

/** The default user, with the flag that a profile would read. */
function toUser({ sub, client_id, guest }: Readonly<Record<string, unknown>>) {
  return sub === client_id ? undefined : { id: String(sub), isAnonymous: guest === true }
}

/** What a test changes about an application. */
export interface NestPlan extends ModuleMetadata {
  readonly options?: Omit<Parameters<typeof TokenstileModule.forRoot>[0], 'verifier'>
  readonly settings?: Parameters<typeof createWatchedVerifier>[0]
  /** Stands on another platform than Express. */
  readonly createAdapter?: () => AbstractHttpAdapter
  /** Leaves the module out. */
  readonly unguarded?: true
  /** Runs before the application listens. */
  readonly configure?: (app: INestApplication) => unknown
}

export interface ServedNest {
  readonly app: INestApplication
  readonly url: string
  readonly verifier: ReturnType<typeof createTestVerifier>
  /** The reasons that the verifier told of. */
  readonly codes: () => readonly AuthErrorCode[]
  /** Asks as the caller of a token with these claims; as nobody where they are undefined. */
  ask(path: string, claims?: object, init?: RequestInit): Promise<Asked>
}

export interface Asked {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Serves an application until the test ends. Throws what starting it throws. */
export async function serveNest(t: TestContext, plan: NestPlan): Promise<ServedNest> {
  const { options, settings, unguarded, configure, createAdapter, imports = [], ...metadata } = plan
  const { verifier, events } = createWatchedVerifier(settings)
  const guard = unguarded === true ? [] : [TokenstileModule.forRoot({ verifier, ...options })]

  @Module({ ...metadata, imports: [...guard, ...imports] })
  class Root {}

  const quiet = { logger: false, abortOnError: false } as const
  const app = await (createAdapter === undefined
    ? NestFactory.create(Root, quiet)
    : NestFactory.create(Root, createAdapter(), quiet))
  t.after(() => app.close())
  await configure?.(app)
  await app.listen(0, '127.0.0.1')
  const url = await app.getUrl()
  return {
    app,
    url,
    verifier,
    codes: () => events.flatMap((event) => (event.type === 'refused' ? event.code : [])),
    async ask(path, claims, init = {}) {
      const headers = new Headers(init.headers)
      if (claims !== undefined)
        headers.set('authorization', `Bearer ${buildToken({ claims: { ...claims } })}`)
      const response = await fetch(url + path, { ...init, headers })
      return { status: response.status, headers: response.headers, body: await response.text() }
    },
  }
}
