import type { Surroundings } from '../surroundings.ts'
import { styleFor } from '../terminal/style.ts'
import { describeMembers } from '../token/describe-members.ts'
import { readToken } from '../token/read-token.ts'
import type { TokenOptions } from '../token/token-options.ts'
import { decodeToken } from '../token/written-token.ts'

export interface DecodeOptions extends TokenOptions {
  readonly json?: boolean | undefined
}

/** Prints what is written in a token. Verifies nothing, and says so. */
export async function runDecode(options: DecodeOptions, surroundings: Surroundings): Promise<void> {
  const { out, now } = surroundings
  const { header, claims } = decodeToken(await readToken(options, surroundings))
  if (options.json === true) {
    out(`${JSON.stringify({ verified: false, header, claims: claims ?? null }, undefined, 2)}\n`)
    return
  }
  const { warning, strong } = styleFor(surroundings)
  const lines = [
    `${warning('NOT VERIFIED')}: anybody could have written this; "tokenstile verify" checks it`,
    '',
    strong('header'),
    ...describeMembers(header, now()),
    '',
    strong('claims'),
    ...(claims === undefined
      ? ['  encrypted: only who it is for can read them']
      : describeMembers(claims, now())),
  ]
  out(`${lines.join('\n')}\n`)
}
