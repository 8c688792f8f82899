/** All that a command knows of the world it runs in. Only `process-surroundings.ts` touches `process`. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What was asked for. */
  readonly out: (text: string) => void
  /** What is said beside it: progress, warnings, mistakes. */
  readonly err: (text: string) => void
  readonly stdin: Input
  /** Which of the three a person sits at. */
  readonly isTerminal: { readonly in: boolean; readonly out: boolean; readonly err: boolean }
  /** How wide the terminal is; 80 where there is none. */
  readonly columns: number
  /** Milliseconds, like `Date.now`. */
  readonly now: () => number
  /** Sets what the process ends with: see `ExitCode`. */
  readonly setCode: (code: ExitCode) => void
  /**
   * Has something tidied up when Ctrl-C or a request to end comes; the exit code is then 130. Gives the function that
   * takes this back. Where nothing is to be tidied up, the process ends at once; a second Ctrl-C ends it in any case.
   */
  readonly onInterrupt: (tidyUp: () => void) => () => void
  /** Shows an address in the person's browser, where there is one. */
  readonly openBrowser: (url: string) => void
}

/** Standard input. */
export interface Input extends AsyncIterable<Uint8Array> {
  /** Whether each key comes at once and is not shown. There where a person sits at it. */
  readonly setRawMode?: (isRaw: boolean) => unknown
}

/** 0: good. 1: the answer is no. 2: it could not be done. 130: Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130
