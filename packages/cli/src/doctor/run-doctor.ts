import type { Surroundings } from '../surroundings.ts'
import { styleFor } from '../terminal/style.ts'
import { readToken } from '../token/read-token.ts'
import { findIssuer } from '../trust/find-issuer.ts'
import type { TrustChoice } from '../trust/trust-options.ts'
import { describeLooks } from './describe-looks.ts'
import { lookAtCertificate } from './look-at-certificate.ts'
import { fetchPage } from './fetch-page.ts'
import type { Look } from './finding.ts'
import { findInAddress, isPage, isThisMachine, readIssuerUrl, requireReachable } from './look-at-address.ts'
import { discoveryUrls, lookAtDiscovery } from './look-at-discovery.ts'
import { lookAtKeys } from './look-at-keys.ts'
import { lookAtCaching, lookAtClock, lookAtSpeed } from './look-at-times.ts'
import { lookAtToken } from './look-at-token.ts'

export interface DoctorOptions extends TrustChoice {
  /** A token, `-` for standard input, true to be asked; undefined: none is looked at. */
  readonly token?: string | true | undefined
  readonly tokenFile?: string | undefined
  readonly json?: boolean | undefined
}

/**
 * Looks through an issuer, and through a token of its where one is given, and prints what is wrong with the remedy. Exit code
 * 0: nothing; 1: something; 2 where the issuer cannot be reached.
 */
export async function runDoctor(options: DoctorOptions, surroundings: Surroundings): Promise<void> {
  const { out, err, setCode } = surroundings
  const issuer = findIssuer(options.issuer, surroundings)
  const looks = await lookThrough(issuer, options, surroundings)
  const findings = looks.flatMap(({ findings }) => findings)
  out(
    options.json === true
      ? `${JSON.stringify({ issuer, findings, looks: looks.map(({ at, seen = null }) => ({ at, seen })) }, undefined, 2)}\n`
      : `${describeLooks(issuer, looks, styleFor(surroundings)).join('\n')}\n`,
  )
  if (Array.isArray(options.audience) && options.token === undefined && options.tokenFile === undefined) {
    err(
      'hint: whether a token is for that audience, its token tells: give one with --token - or --token-file\n',
    )
  }
  setCode(findings.length === 0 ? 0 : 1)
}

async function lookThrough(
  issuer: string,
  options: DoctorOptions,
  surroundings: Surroundings,
): Promise<readonly Look[]> {
  const { now } = surroundings
  const url = readIssuerUrl(issuer)
  // Before anything is fetched: who is asked for a token does not want to wait.
  const token = await readGivenToken(options, surroundings)
  const [openid, oauth] = discoveryUrls(url)
  const pages = [await fetchPage(openid, now), await fetchPage(oauth, now)] as const
  requireReachable(pages[0])
  const { discovery, ...discovered } = lookAtDiscovery(issuer, pages)
  const jwks = discovery?.jwksUri === undefined ? undefined : await fetchPage(discovery.jwksUri, now)
  const answered = [...pages, ...(jwks === undefined ? [] : [jwks])].filter(isPage)
  const [first] = answered
  return [
    { at: 'address', seen: describeAddress(url), findings: findInAddress(url) },
    ...(url.protocol === 'https:' && first !== undefined ? [await lookAtCertificate(url, now())] : []),
    discovered,
    ...(jwks === undefined ? [] : [await lookAtKeys(jwks)]),
    ...(first === undefined ? [] : [lookAtClock(first), lookAtSpeed(answered)]),
    ...(jwks !== undefined && isPage(jwks) && jwks.status === 200 ? [lookAtCaching(jwks)] : []),
    ...(token === undefined
      ? []
      : [
          await lookAtToken(
            token,
            nameToTrust(issuer, discovery?.issuer),
            options,
            discovery?.vendor ?? 'other',
            now,
          ),
        ]),
  ]
}

function describeAddress({ protocol, hostname }: URL): string | undefined {
  if (protocol === 'https:') return 'https'
  return isThisMachine(hostname) ? 'http, which is fine on this machine alone' : undefined
}

/** A slash too many is told once, and not again as a token of another issuer. */
function nameToTrust(issuer: string, named: unknown): string {
  return typeof named === 'string' && `${named}/`.startsWith(issuer) ? named : issuer
}

async function readGivenToken(
  { token, tokenFile }: DoctorOptions,
  surroundings: Surroundings,
): Promise<string | undefined> {
  if (token === undefined && tokenFile === undefined) return undefined
  return readToken({ token: token === true ? undefined : token, tokenFile }, surroundings)
}
