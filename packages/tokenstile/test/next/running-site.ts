import type { RequestListener } from 'node:http'
import { after, mock } from 'node:test'
import type { NextRequestLike } from 'tokenstile/next'
import { buildSite, type NextMajor } from './built-site.ts'

/** The site of `fixtures/next`, running in this process. */
export interface RunningSite {
  readonly major: NextMajor
  /** Next.js's own server, for a port. */
  readonly listener: RequestListener
  /** What the site asks of the test, by the host that a request was sent to. */
  readonly apps: Map<string, SiteApp>
}

/** An application behind the site's open routes. */
export interface SiteApp {
  answer?(request: NextRequestLike, context: RouteContext): Promise<Response>
  /** Gets what the error hook of Next.js got. */
  onFault(fault: unknown): void
}

/** What Next.js hands to a route handler beside the request. */
export interface RouteContext {
  readonly params: Promise<{ readonly path: readonly string[] }>
}

/** The part of Next.js that serves a site from a program. */
interface NextServer {
  prepare(): Promise<void>
  getRequestHandler(): RequestListener
  close(): Promise<void>
}

/** Runs the site until the tests of the file are over. One process runs one major: each puts its own things on globals. */
export async function runSite(
  major: NextMajor,
  variables: Readonly<Record<string, string>>,
): Promise<RunningSite> {
  const { folder, load } = await buildSite(major)
  const apps = new Map<string, SiteApp>()
  Object.assign(globalThis, { tokenstileTestApps: apps })
  // As `next start` sets it: React picks its builds by it.
  Object.assign(process.env, { ...variables, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' })
  const next = load('next') as (options: object) => NextServer
  const server = next({ dev: false, dir: folder, quiet: true })
  // Next.js prints every fault that it hands to its hook; the tests read them there.
  mock.method(console, 'error', () => undefined)
  after(() => server.close())
  await server.prepare()
  return { major, listener: server.getRequestHandler(), apps }
}
