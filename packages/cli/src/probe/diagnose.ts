import { DEFECTS, EXPLAINED_BY_NO_SIGNATURE, type DefectName } from './defects.ts'
import type { Diagnosed, Finding } from './report.ts'

/** What one defect explains of others: what they show is no defect of its own then. */
const EXPLAINS: Readonly<Partial<Record<DefectName, readonly DefectName[]>>> = {
  'signature-not-checked': [...EXPLAINED_BY_NO_SIGNATURE],
  // One that fetches whenever it is asked fetches in a flood too, and always waits.
  'keys-per-request': ['slow-keys-block'],
  'first-key': ['kid-ignored', 'rotation-refused'],
  'expiry-not-checked': ['expiry-not-required'],
  'key-from-token': ['fetches-from-token'],
  crashes: [],
}

/** The defects behind what was seen, in the order of the table, the notes apart. Pure. */
export function diagnose(findings: readonly Finding[]): {
  readonly defects: readonly Diagnosed[]
  readonly notes: readonly Diagnosed[]
} {
  const shownBy = new Map<DefectName, string[]>()
  for (const { defect, attack } of findings) {
    const attacks = shownBy.get(defect) ?? []
    if (!attacks.includes(attack)) shownBy.set(defect, [...attacks, attack])
  }
  dropCrashesThatAreRefusals(shownBy, findings)
  for (const [cause, explained] of Object.entries(EXPLAINS)) {
    if (shownBy.has(cause as DefectName)) for (const name of explained) shownBy.delete(name)
  }
  const all = (Object.keys(DEFECTS) as DefectName[]).flatMap((name) => {
    const attacks = shownBy.get(name)
    return attacks === undefined ? [] : [{ name, ...DEFECTS[name], attacks }]
  })
  return {
    defects: all.filter(({ isNote }) => isNote !== true),
    notes: all.filter(({ isNote }) => isNote === true),
  }
}

/**
 * A backend that answers plain refusals by 500 does not crash by junk: it takes every refusal for a fault of its own. The
 * random string of the baselines tells.
 */
function dropCrashesThatAreRefusals(shownBy: Map<DefectName, string[]>, findings: readonly Finding[]): void {
  const isUsual = findings.some(
    ({ class: seen, family, attack }) => seen === 'crashed' && family === 'baseline' && attack === 'random',
  )
  if (!isUsual) return
  const crashes = shownBy.get('crashes') ?? []
  shownBy.delete('crashes')
  shownBy.set('refusal-not-401', [...(shownBy.get('refusal-not-401') ?? []), ...crashes])
}
