import { writeFile } from 'node:fs/promises'
import { Interrupted } from '../interrupted.ts'
import type { Surroundings } from '../surroundings.ts'
import { readToken } from '../token/read-token.ts'
import { UsageError } from '../usage-error.ts'
import { readAcceptIf } from './judge/accept-if.ts'
import { fetchPublished } from './trials/fetch-published.ts'
import { probe, type ProbeOrder } from './probe.ts'
import { createProgress } from './progress.ts'
import type { ProbeReport } from './report.ts'
import { pinTarget } from './target/pin-target.ts'
import type { HeaderLine } from './target/send.ts'
import { writeReport, type Format } from './write/write-report.ts'

/** What the command line said. */
export interface ProbeOptions {
  readonly target: string
  readonly issuer?: string | undefined
  readonly issuerKeys?: boolean | undefined
  readonly token?: string | undefined
  readonly tokenFile?: string | undefined
  readonly user: string
  readonly role?: readonly string[] | undefined
  readonly claim?: readonly (readonly [string, unknown])[] | undefined
  readonly method: string
  readonly header?: readonly string[] | undefined
  readonly body?: string | undefined
  readonly cookie?: string | undefined
  readonly tokenHeader?: string | undefined
  readonly acceptIf?: readonly string[] | undefined
  readonly rate: number
  readonly timeout: number
  readonly format: Format
  readonly output?: string | undefined
  readonly failOn: 'let-through' | 'any'
  readonly iOwnThisTarget?: boolean | undefined
}

/**
 * Attacks a backend and writes the report. Exit code 0: nothing was let through; 1: something was, or with `--fail-on any`
 * something was found; 2: nothing can be said.
 */
export async function runProbe(options: ProbeOptions, surroundings: Surroundings): Promise<void> {
  const { err, setCode } = surroundings
  const order = await readOrder(options, surroundings)
  if (!['GET', 'HEAD', 'OPTIONS'].includes(order.method)) {
    err(`note: ${order.method} may change something: a request that is let through is executed\n`)
  }
  const report = await probeUntilInterrupted(order, surroundings)
  await tell(writeReport(report, options.format, surroundings), options.output, surroundings)
  setCode(toExitCode(report, options.failOn))
}

async function readOrder(options: ProbeOptions, surroundings: Surroundings): Promise<ProbeOrder> {
  const { acceptIf, header = [], body, rate, timeout, iOwnThisTarget } = options
  const place = readPlace(options)
  const conditions = readAcceptIf(acceptIf ?? [])
  const headers = header.map(readHeaderLine)
  const tokenHeader = options.tokenHeader ?? (options.cookie === undefined ? 'Authorization' : undefined)
  if (headers.some(([name]) => name.toLowerCase() === tokenHeader?.toLowerCase())) {
    throw new UsageError(
      `--header gives ${tokenHeader}, where the attacks are`,
      'a good token is piped in: --token -; where the token is elsewhere, say --token-header or --cookie',
    )
  }
  if (rate < 1) throw new UsageError('--rate is less than one request a second', 'say --rate 50')
  if (!/^[A-Za-z]{1,20}$/.test(options.method))
    throw new UsageError('--method is no method', 'say --method POST')
  const target = await pinTarget(options.target, { isOwned: iOwnThisTarget === true })
  return {
    target,
    method: options.method.toUpperCase(),
    headers,
    body,
    place,
    tokens: await readTokens(options, surroundings),
    acceptIf: conditions,
    perSecond: Math.min(rate, 500),
    timeoutMs: timeout,
  }
}

async function readTokens(options: ProbeOptions, surroundings: Surroundings): Promise<ProbeOrder['tokens']> {
  const { token, tokenFile, issuer, user, role, claim } = options
  if (token === undefined && tokenFile === undefined) {
    const roles = role === undefined ? {} : { roles: role }
    const claims = claim === undefined ? {} : { claims: Object.fromEntries(claim) }
    return { issuer, mint: { user: { id: user, ...roles }, ...claims } }
  }
  if (token !== undefined && token !== '-') {
    throw new UsageError(
      'a token on the command line is seen by others',
      'say --token - and pipe it in, or --token-file',
    )
  }
  const text = await readToken({ token, tokenFile }, surroundings)
  const published = options.issuerKeys === false ? undefined : await fetchPublished(text, issuer)
  if (published === undefined && options.issuerKeys !== false) {
    throw new UsageError(
      'the public keys of the issuer that the token names could not be had',
      'is it up? --issuer says where it is; --no-issuer-keys goes on without the attacks that need them',
    )
  }
  return { token: text, published }
}

function readPlace({ cookie, tokenHeader }: ProbeOptions): ProbeOrder['place'] {
  if (cookie !== undefined && tokenHeader !== undefined) {
    throw new UsageError(
      'the token cannot be in a cookie and in a header',
      'say --cookie or --token-header, not both',
    )
  }
  const name = cookie ?? tokenHeader
  if (name === undefined) return { kind: 'bearer' }
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw new UsageError(
      'that is no name of a header or a cookie',
      'give the name alone: --cookie access_token',
    )
  }
  return { kind: cookie === undefined ? 'header' : 'cookie', name }
}

function readHeaderLine(line: string): HeaderLine {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(\P{Cc}*)$/u.exec(line) ?? []
  if (name === undefined || value === undefined) {
    throw new UsageError('--header has no name and value', "write it as curl does: --header 'X-Tenant: acme'")
  }
  return [name, value]
}

/** Ctrl-C ends it, after the issuer was put back as it was. */
async function probeUntilInterrupted(order: ProbeOrder, surroundings: Surroundings): Promise<ProbeReport> {
  const aborter = new AbortController()
  const forget = surroundings.onInterrupt(() => aborter.abort(new Interrupted()))
  const progress = createProgress(surroundings)
  try {
    return await probe(order, surroundings, aborter.signal, progress.show)
  } catch (error) {
    // Timers and requests have errors of their own for it.
    throw aborter.signal.aborted ? new Interrupted() : error
  } finally {
    progress.end()
    forget()
  }
}

async function tell(text: string, path: string | undefined, { out, err }: Surroundings): Promise<void> {
  if (path === undefined) return out(text)
  try {
    await writeFile(path, text)
  } catch (error) {
    throw new UsageError(
      `the report cannot be written to ${path} (${(error as NodeJS.ErrnoException).code})`,
      'name a file in a folder that is there',
    )
  }
  err(`wrote ${path}\n`)
}

function toExitCode({ verdict }: ProbeReport, failOn: ProbeOptions['failOn']): 0 | 1 | 2 {
  if (verdict === 'let-through') return 1
  if (verdict === 'inconclusive') return 2
  return verdict === 'found' && failOn === 'any' ? 1 : 0
}
