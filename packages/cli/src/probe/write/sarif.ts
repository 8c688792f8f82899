import type { Diagnosed, Finding, ProbeReport } from '../report.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** SARIF 2.1.0: a rule for each defect that was found, a result for each finding. OASIS SARIF 2.1.0. */
export function writeSarif(report: ProbeReport): string {
  const { defects, notes, inconclusive, target } = report
  const rules = [...defects, ...notes]
  const run = {
    tool: {
      driver: {
        name: 'tokenstile probe',
        informationUri: 'https://www.npmjs.com/package/@tokenstile/cli',
        rules: rules.map(toRule),
      },
    },
    invocations: [
      {
        executionSuccessful: inconclusive === undefined,
        ...(inconclusive !== undefined && {
          toolExecutionNotifications: [
            { level: 'error', message: { text: `${inconclusive.reason}; hint: ${inconclusive.hint}` } },
          ],
        }),
      },
    ],
    results: report.findings.flatMap((finding) => toResult(finding, rules, target)),
  }
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`
}

function toRule({ name, sentence, attackClass, remedy, cves, isNote }: Diagnosed): object {
  return {
    id: name,
    shortDescription: { text: sentence },
    fullDescription: { text: attackClass },
    help: { text: remedy },
    defaultConfiguration: { level: isNote === true ? 'note' : 'error' },
    properties: { tags: ['security', ...cves] },
  }
}

function toResult(
  { defect, attack, sentence, evidence }: Finding,
  rules: readonly Diagnosed[],
  target: string,
): readonly object[] {
  const ruleIndex = rules.findIndex(({ name, attacks }) => name === defect && attacks.includes(attack))
  const rule = rules[ruleIndex]
  // What another defect explains has no rule of its own.
  if (rule === undefined) return []
  return [
    {
      ruleId: defect,
      ruleIndex,
      level: rule.isNote === true ? 'note' : 'error',
      message: { text: `${attack}: ${sentence}; the answer was ${evidence}` },
      locations: [{ physicalLocation: { artifactLocation: { uri: target } } }],
      partialFingerprints: { attack },
    },
  ]
}
