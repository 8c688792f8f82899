import type { TestContext } from 'node:test'
import type { TestKey } from './keys.ts'
import { openServer, type Answer, type LoopbackServer } from './loopback-server.ts'

/** An issuer behind a real HTTP server, whose pages can be changed while it runs. */
export interface HttpIssuer extends LoopbackServer {
  /** The name in its document. */
  readonly issuer: string
  /** How often the key set was asked for. */
  keyFetches(): number
  /** Publishes these keys from now on. */
  publish(...keys: readonly (TestKey | Readonly<Record<string, unknown>>)[]): void
  /** Answers every page with this from now on; undefined: answers properly again. */
  answerWith(answer: Answer | undefined): void
  /** Answers the key set alone with this from now on. */
  answerKeysWith(answer: Answer | undefined): void
  /** Holds the key set back from now on, until the function that this gives is called. */
  holdKeys(): () => void
  /** Names this address of the key set in the document from now on. */
  moveKeys(jwksUri: string): void
}

/** Opens an issuer on loopback until the test ends; what it is called and where its keys are can be a proxy's address. */
export async function openIssuer(
  t: TestContext,
  keys: readonly TestKey[],
  publicOrigin?: () => string,
): Promise<HttpIssuer> {
  let published: readonly unknown[] = keys.map(({ jwk }) => jwk)
  let everyPage: Answer | undefined
  let keysPage: Answer | undefined
  let movedTo: string | undefined
  const server = await openServer(t, (request, response) => {
    const answer = everyPage ?? (request.url === '/keys' ? (keysPage ?? showKeys) : showDocument)
    answer(request, response)
  })
  const issuer = (): string => publicOrigin?.() ?? server.origin
  const showKeys: Answer = (_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }))
  }
  const showDocument: Answer = (_, response) => {
    const document = { issuer: issuer(), jwks_uri: movedTo ?? `${issuer()}/keys` }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document))
  }
  return {
    ...server,
    get issuer() {
      return issuer()
    },
    keyFetches: () => server.asked.filter(({ path }) => path === '/keys').length,
    publish(...all) {
      published = all.map((key) => ('jwk' in key ? key.jwk : key))
    },
    answerWith(answer) {
      everyPage = answer
    },
    answerKeysWith(answer) {
      keysPage = answer
    },
    holdKeys() {
      const waiting: (() => void)[] = []
      keysPage = (request, response) => waiting.push(() => showKeys(request, response))
      return () => {
        keysPage = undefined
        for (const answer of waiting) answer()
      }
    },
    moveKeys(jwksUri) {
      movedTo = jwksUri
    },
  }
}
