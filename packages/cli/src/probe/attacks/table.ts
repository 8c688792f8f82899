import { algNoneAttacks } from './alg-none.ts'
import type { Attack, PublishedKeys } from './attack.ts'
import { claimAttacks } from './claims.ts'
import { cookieAttacks } from './cookie.ts'
import { keyConfusionAttacks } from './key-confusion.ts'
import { keyIdAttacks } from './key-id.ts'
import { keySourceAttacks } from './key-source.ts'
import { kindAttacks } from './kind.ts'
import { signatureAttacks } from './signature.ts'
import { structureAttacks } from './structure.ts'
import { transportAttacks } from './transport.ts'

/** All attacks that are one request each, in the order in which they are made: junk that may crash it comes last. */
export function listAttacks(published: PublishedKeys | undefined): readonly Attack[] {
  return [
    ...claimAttacks,
    ...kindAttacks,
    ...transportAttacks,
    ...cookieAttacks,
    ...signatureAttacks,
    ...algNoneAttacks,
    ...keyConfusionAttacks(published),
    ...keySourceAttacks,
    ...keyIdAttacks,
    ...structureAttacks,
  ]
}
