import { ANSWER_FAULTS } from './answer-faults.ts'
import { OUTAGE_FAULTS, WAITING_FAULTS } from './outage-faults.ts'
import { ROTATION_FAULTS } from './rotation-faults.ts'
import type { Fault } from './stage.ts'
import { UNKNOWN_KEY_FAULTS } from './unknown-key-faults.ts'

/** Faults that make one table. */
export interface FaultGroup {
  readonly title: string
  readonly faults: readonly Fault[]
}

export const FAULT_GROUPS: readonly FaultGroup[] = [
  { title: 'Crowds and keys that are not known', faults: UNKNOWN_KEY_FAULTS },
  { title: 'An issuer that is down', faults: [...OUTAGE_FAULTS, ...WAITING_FAULTS] },
  { title: 'An issuer that answers something else', faults: ANSWER_FAULTS },
  { title: 'Keys that go and change', faults: ROTATION_FAULTS },
]
