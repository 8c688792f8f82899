import { randomBytes, sign, type KeyObject } from 'node:crypto'
import { generateKeys } from '../../support/generate-keys.ts'

/** A certificate and its private key, both in PEM as TLS options want them. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** An authority that lives as long as a test: nothing is committed that could expire or leak. */
export interface CertificateAuthority {
  /** The authority's own certificate. */
  readonly ca: string
  /** Issues a certificate for the DNS names, good for servers and clients. */
  issue(...dnsNames: readonly string[]): Certificate
}

/** Makes an authority: ECDSA on P-256, valid from yesterday until tomorrow. RFC 5280 §4.1. */
export function createAuthority(
  name = `test authority ${randomBytes(4).toString('hex')}`,
): CertificateAuthority {
  const { publicKey, privateKey } = generateKeys('ec', { namedCurve: 'P-256' })
  const signed = (subject: string, key: KeyObject, extensions: readonly Buffer[]): string =>
    toPem(certificate({ issuer: name, subject, key, extensions }, privateKey))
  return {
    ca: signed(name, publicKey, [extension(BASIC_CONSTRAINTS, sequence(TRUE), true)]),
    issue(...dnsNames) {
      const own = generateKeys('ec', { namedCurve: 'P-256' })
      const names = sequence(...dnsNames.map((dnsName) => der(0x82, Buffer.from(dnsName))))
      return {
        cert: signed(dnsNames[0] ?? 'nobody', own.publicKey, [extension(ALTERNATIVE_NAMES, names)]),
        key: own.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
      }
    },
  }
}

interface Contents {
  readonly issuer: string
  readonly subject: string
  readonly key: KeyObject
  readonly extensions: readonly Buffer[]
}

const DAY_MS = 86_400_000
const TRUE = Buffer.from([0x01, 0x01, 0xff])
// Object identifiers as X.690 encodes them.
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex')
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex')
const ALTERNATIVE_NAMES = Buffer.from('0603551d11', 'hex')

function certificate({ issuer, subject, key, extensions }: Contents, signer: KeyObject): Buffer {
  const now = Date.now()
  const unsigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])), // a positive serial number
    sequence(ECDSA_WITH_SHA256),
    distinguishedName(issuer),
    sequence(utcTime(now - DAY_MS), utcTime(now + DAY_MS)),
    distinguishedName(subject),
    key.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', unsigned, signer)])
  return sequence(unsigned, sequence(ECDSA_WITH_SHA256), der(0x03, signature))
}

const distinguishedName = (name: string): Buffer =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))))

const extension = (id: Buffer, value: Buffer, isCritical = false): Buffer =>
  sequence(id, ...(isCritical ? [TRUE] : []), der(0x04, value))

/** `YYMMDDhhmmssZ`, which RFC 5280 §4.1.2.5.1 reads as a year before 2050. */
const utcTime = (ms: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`))

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))

/** Tag, length, value. X.690 §8.1. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}

const toPem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')
    .trimEnd()}\n-----END CERTIFICATE-----\n`
