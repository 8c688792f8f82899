import { DEFECTS, type DefectName } from '../defects.ts'
import type { ProbeReport } from '../report.ts'

/** One test case for each defect that there can be: a backend either has it or not. Where nothing can be said, an error. */
export function writeJunit(report: ProbeReport): string {
  const { defects, inconclusive, target, durationMs } = report
  const names = (Object.keys(DEFECTS) as DefectName[]).filter((name) => DEFECTS[name].isNote !== true)
  const found = new Map(defects.map((defect) => [defect.name, defect]))
  const cases = names.map((name) => {
    const defect = found.get(name)
    const open = `    <testcase classname="tokenstile.probe" name="${name}"`
    if (defect === undefined) return `${open}/>`
    const text = escape(`${defect.remedy}; seen: ${defect.attacks.join(', ')}`)
    return `${open}><failure message="${escape(defect.sentence)}">${text}</failure></testcase>`
  })
  const doubt =
    inconclusive === undefined
      ? []
      : [
          `    <testcase classname="tokenstile.probe" name="conclusive"><error message="${escape(inconclusive.reason)}">${escape(inconclusive.hint)}</error></testcase>`,
        ]
  const lines = [...cases, ...doubt]
  const counts = `tests="${lines.length}" failures="${defects.length}" errors="${doubt.length}" time="${(durationMs / 1000).toFixed(3)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tokenstile probe" ${counts}>`,
    `  <testsuite name="${escape(target)}" ${counts}>`,
    ...lines,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function escape(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // What XML 1.0 cannot hold at all.
      .replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '?')
  )
}
