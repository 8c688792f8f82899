import type { ProbeReport } from '../report.ts'

/** The whole report as JSON. */
export function writeJson(report: ProbeReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`
}
