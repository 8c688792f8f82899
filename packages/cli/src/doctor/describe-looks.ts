import type { Style } from '../terminal/style.ts'
import { printable } from '../terminal/printable.ts'
import type { Look } from './finding.ts'

/** The report for a person: how many findings, each with its remedy, then what was seen. */
export function describeLooks(issuer: string, looks: readonly Look[], style: Style): readonly string[] {
  const findings = looks.flatMap(({ findings }) => findings)
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`
  const verdict =
    findings.length === 0
      ? `${style.good('GOOD')}: nothing is wrong with`
      : `${style.bad(count.toUpperCase())}:`
  const seen = looks.filter((look) => look.seen !== undefined)
  const width = Math.max(...seen.map(({ at }) => at.length))
  return [
    `${verdict} ${printable(issuer)}`,
    ...findings.flatMap(({ name, sentence, remedy }) => [
      '',
      `${style.strong(name)}: ${printable(sentence)}`,
      `remedy: ${printable(remedy)}`,
    ]),
    '',
    style.strong('seen'),
    ...seen.map(
      ({ at, seen = '', findings }) =>
        `  ${findings.length === 0 ? style.good('ok') : '- '}  ${at.padEnd(width)}  ${printable(seen)}`,
    ),
  ]
}
