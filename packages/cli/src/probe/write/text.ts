import type { Surroundings } from '../../surroundings.ts'
import { styleFor, type Style } from '../../terminal/style.ts'
import { printable } from '../../terminal/printable.ts'
import {
  FINDING_CLASSES,
  type Diagnosed,
  type Finding,
  type FindingClass,
  type ProbeReport,
} from '../report.ts'

/** How many findings of a class are shown before the rest is only counted. */
const MOST = 12

/** The report for a person: the verdict, the defects with what to do, then what was seen. */
export function writeText(
  report: ProbeReport,
  surroundings: Pick<Surroundings, 'environment' | 'isTerminal'>,
): string {
  const style = styleFor(surroundings)
  const { defects, notes, findings } = report
  const classes = (Object.keys(FINDING_CLASSES) as FindingClass[]).filter((one) => one !== 'note')
  const lines = [
    ...describeVerdict(report, style),
    ...defects.flatMap((defect) => ['', ...describeDefect(defect, style)]),
    ...classes.flatMap((one) => describeClass(one, findings, style)),
    ...describeNotes(notes, style),
    '',
    ...describeRun(report).map((line) => style.faint(line)),
  ]
  return `${lines.map(trimEnd).join('\n')}\n`
}

function describeVerdict({ verdict, inconclusive, defects }: ProbeReport, style: Style): readonly string[] {
  const names = defects.map(({ name }) => name).join(', ')
  const doubt =
    inconclusive === undefined ? [] : [`inconclusive: ${inconclusive.reason}`, `hint: ${inconclusive.hint}`]
  switch (verdict) {
    case 'let-through':
      return [`${style.bad('LET THROUGH')}: ${names}`, ...doubt]
    case 'found':
      return [`${style.warning('NOTHING LET THROUGH')}, but: ${names}`]
    case 'clean':
      return [`${style.good('NOTHING LET THROUGH')}: no defect was found`]
    case 'inconclusive':
      return [
        `${style.warning('INCONCLUSIVE')}: ${inconclusive?.reason ?? ''}`,
        `hint: ${inconclusive?.hint ?? ''}`,
      ]
  }
}

function describeDefect(
  { name, sentence, attackClass, cves, remedy, attacks }: Diagnosed,
  style: Style,
): readonly string[] {
  return [
    `${style.bad('✗')} ${style.strong(name)}: ${sentence}`,
    `  attack: ${attackClass}`,
    ...(cves.length === 0 ? [] : [`  known:  ${cves.slice(0, 4).join(', ')}${cves.length > 4 ? ', …' : ''}`]),
    `  remedy: ${remedy}`,
    `  seen:   ${shorten(attacks)}`,
  ]
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ')
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown
}

function describeClass(one: FindingClass, all: readonly Finding[], style: Style): readonly string[] {
  const findings = all.filter((finding) => finding.class === one)
  if (findings.length === 0) return []
  const shown = findings.slice(0, MOST)
  const width = Math.max(...shown.map(({ attack }) => attack.length))
  return [
    '',
    `${style.strong(FINDING_CLASSES[one])} (${findings.length})`,
    ...shown.map(
      ({ attack, sentence, evidence }) =>
        `  ${attack.padEnd(width)}  ${printable(sentence)}: ${style.strong(printable(evidence))}`,
    ),
    ...(findings.length > MOST ? [`  and ${findings.length - MOST} more; --format json has them all`] : []),
  ]
}

function describeNotes(notes: readonly Diagnosed[], style: Style): readonly string[] {
  if (notes.length === 0) return []
  return [
    '',
    style.strong('Worth knowing'),
    ...notes.map(({ name, sentence, attacks }) => `  ${name}: ${sentence} (${shorten(attacks)})`),
  ]
}

function describeRun(report: ProbeReport): readonly string[] {
  const { target, address, method, baselines, judged, sent, notMade, notJudged, keyFetches, durationMs } =
    report
  const fetches =
    keyFetches === undefined
      ? []
      : [
          `key fetches: ${keyFetches.forGood.fetches} for ${keyFetches.forGood.requests} good tokens, ` +
            `${keyFetches.forUnknown.fetches} for ${keyFetches.forUnknown.requests} with an unknown kid`,
        ]
  return [
    `${method} ${target} (${address})`,
    ...(baselines === undefined
      ? []
      : [`a good answer: ${baselines.good}; a refusal: ${baselines.refused}; told apart by ${baselines.by}`]),
    ...fetches,
    `${judged} attacks, ${sent} requests, ${(durationMs / 1000).toFixed(1)} s` +
      (notMade.length > 0 ? `; ${notMade.length} could not be made from what was at hand` : '') +
      (notJudged.length > 0 ? `; ${notJudged.length} were not judged, for the backend counts requests` : ''),
  ]
}

function trimEnd(line: string): string {
  return line.trimEnd()
}
