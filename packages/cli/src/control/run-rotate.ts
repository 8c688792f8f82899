import type { PublicJwk } from '@tokenstile/issuer'
import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'
import { createControlClient } from './control-client.ts'
import type { ControlOptions } from './control-options.ts'

export interface RotateOptions extends ControlOptions {
  readonly unpublished?: boolean | undefined
  readonly keepKid?: boolean | undefined
  readonly publish?: boolean | undefined
  readonly dropOld?: boolean | undefined
}

interface KeySet {
  readonly keys: readonly PublicJwk[]
}

/** Changes the keys of the local issuer, and says what is published now. */
export async function runRotate(options: RotateOptions, surroundings: Surroundings): Promise<void> {
  const { unpublished = false, keepKid = false, publish = false, dropOld = false } = options
  if ([unpublished, keepKid, publish, dropOld].filter(Boolean).length > 1) {
    throw new UsageError(
      'only one of these at a time',
      'say --unpublished, --keep-kid, --publish or --drop-old',
    )
  }
  const control = createControlClient(options, surroundings)
  const change = (): Promise<KeySet> => {
    if (publish) return control.post('keys/publish')
    if (dropOld) return control.post('keys/drop-old')
    return control.post('keys/rotate', unpublished ? { publish: 'later' } : keepKid ? { keepKid } : {})
  }
  const { keys } = await change()
  surroundings.out(`${describe(options)}\npublished: ${keys.map(({ kid }) => kid).join(', ') || 'no key'}\n`)
}

function describe({ unpublished, keepKid, publish, dropOld }: RotateOptions): string {
  if (publish === true) return 'every key is published now'
  if (dropOld === true)
    return 'only the newest key is published now; tokens of the older ones cannot be verified'
  if (unpublished === true)
    return 'a new key signs, and the key set does not have it; "tokenstile rotate --publish" publishes it'
  if (keepKid === true) return 'a new key signs under the old kid; tokens of the old one cannot be verified'
  return 'a new key signs; the older ones stay published'
}
