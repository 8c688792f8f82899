import type { Surroundings } from '../../surroundings.ts'
import type { ProbeReport } from '../report.ts'
import { writeHtml } from './html.ts'
import { writeJson } from './json.ts'
import { writeJunit } from './junit.ts'
import { writeSarif } from './sarif.ts'
import { writeText } from './text.ts'

export type Format = 'text' | 'json' | 'junit' | 'sarif' | 'html'

type Writer = (report: ProbeReport, surroundings: Pick<Surroundings, 'environment' | 'isTerminal'>) => string

const WRITERS: Readonly<Record<Format, Writer>> = {
  text: writeText,
  json: writeJson,
  junit: writeJunit,
  sarif: writeSarif,
  html: writeHtml,
}

/** Writes a report in one of the formats. */
export const writeReport = (
  report: ProbeReport,
  format: Format,
  surroundings: Parameters<Writer>[1],
): string => WRITERS[format](report, surroundings)
