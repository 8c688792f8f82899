import {
  FINDING_CLASSES,
  type Diagnosed,
  type Finding,
  type FindingClass,
  type ProbeReport,
} from '../report.ts'

/** A page of its own: no script, nothing fetched, readable without colours. */
export function writeHtml(report: ProbeReport): string {
  const { defects, notes, findings, target } = report
  const classes = Object.keys(FINDING_CLASSES) as FindingClass[]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Probe of ${escape(target)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(toTitle(report))}</h1>
${describeDoubt(report)}<p>${escape(report.method)} ${escape(target)} (${escape(report.address)}): ${report.judged} attacks, ${report.sent} requests, ${(report.durationMs / 1000).toFixed(1)} s.</p>
${describeBaselines(report)}${defects.map(describeDefect).join('')}${classes.map((one) => describeClass(one, findings)).join('')}${describeNotes(notes)}</main>
</body>
</html>
`
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:2rem auto;padding:0 1rem}
section{margin:2rem 0;padding-left:1rem;border-left:4px solid #b00020}section.note{border-color:#767676}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #7676764d}
tbody th,code{font:inherit;font-family:ui-monospace,monospace}dt{font-weight:600}dd{margin:0 0 .5rem}`

function toTitle({ verdict, defects }: ProbeReport): string {
  if (verdict === 'let-through') return `Let through: ${defects.map(({ name }) => name).join(', ')}`
  if (verdict === 'found') return `Nothing let through, but: ${defects.map(({ name }) => name).join(', ')}`
  return verdict === 'clean' ? 'Nothing let through' : 'Inconclusive'
}

function describeDoubt({ inconclusive }: ProbeReport): string {
  return inconclusive === undefined
    ? ''
    : `<p><strong>Inconclusive:</strong> ${escape(inconclusive.reason)}. ${escape(inconclusive.hint)}.</p>\n`
}

function describeBaselines({ baselines, keyFetches }: ProbeReport): string {
  const told =
    baselines === undefined
      ? ''
      : `<p>A good answer: <code>${escape(baselines.good)}</code>; a refusal: <code>${escape(baselines.refused)}</code>; told apart by ${baselines.by}.</p>\n`
  const fetches =
    keyFetches === undefined
      ? ''
      : `<p>Key fetches: ${keyFetches.forGood.fetches} for ${keyFetches.forGood.requests} good tokens, ${keyFetches.forUnknown.fetches} for ${keyFetches.forUnknown.requests} with an unknown kid.</p>\n`
  return told + fetches
}

function describeDefect({ name, sentence, attackClass, cves, remedy, attacks }: Diagnosed): string {
  const known = cves.length === 0 ? '' : `<dt>Known</dt><dd>${cves.map(escape).join(', ')}</dd>`
  return `<section><h2>${name}</h2><p>${escape(sentence)}.</p><dl><dt>Attack</dt><dd>${escape(attackClass)}</dd>${known}<dt>Remedy</dt><dd>${escape(remedy)}</dd><dt>Seen</dt><dd>${attacks.map(escape).join(', ')}</dd></dl></section>\n`
}

function describeClass(one: FindingClass, all: readonly Finding[]): string {
  const findings = all.filter((finding) => finding.class === one)
  if (findings.length === 0) return ''
  const rows = findings.map(
    ({ attack, sentence, evidence }) =>
      `<tr><th scope="row">${escape(attack)}</th><td>${escape(sentence)}</td><td>${escape(evidence)}</td></tr>`,
  )
  return `<h2 id="${one}">${FINDING_CLASSES[one]} (${findings.length})</h2><table aria-labelledby="${one}"><thead><tr><th scope="col">Attack</th><th scope="col">What was sent</th><th scope="col">What came back</th></tr></thead><tbody>${rows.join('')}</tbody></table>\n`
}

function describeNotes(notes: readonly Diagnosed[]): string {
  return notes
    .map(
      ({ name, sentence, remedy }) =>
        `<section class="note"><h2>${name}</h2><p>${escape(sentence)}. ${escape(remedy)}.</p></section>\n`,
    )
    .join('')
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
