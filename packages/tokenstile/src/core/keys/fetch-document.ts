/** Fetches one document: as much of the platform's `fetch` as is used, so that one of any library fits. */
export type FetchDocument = (url: string, init: FetchDocumentInit) => Promise<FetchedDocument>

/** How a document is to be fetched. */
export interface FetchDocumentInit {
  /** Aborts when the time is over, headers and body, or the verifier is closed. */
  readonly signal: AbortSignal
  readonly redirect: 'manual'
  readonly headers: Record<string, string>
}

/** The part of a `Response` that is looked at. */
export interface FetchedDocument {
  readonly status: number
  /** Whether a redirect was followed on the way: such a document is not taken. */
  readonly redirected: boolean
  readonly headers: { get(name: string): string | null }
  readonly body: DocumentBody | null
}

/** A stream of bytes, after decompression. */
export interface DocumentBody {
  getReader(): {
    read(): Promise<{ readonly done: false; readonly value: Uint8Array } | { readonly done: true }>
    cancel(): Promise<void>
  }
  cancel(): Promise<void>
}
