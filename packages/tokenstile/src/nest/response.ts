import { sendAnswer, type NodeResponse } from '../adapter/node-answer.ts'
import type { Answer } from '../core/answer.ts'

/** The part of a reply of Fastify that is used; Express answers as Node does. */
interface Reply {
  code(status: number): Reply
  header(name: string, value: string): Reply
  headers(values: Readonly<Record<string, string>>): Reply
  send(body: string): unknown
}

/** A response of whichever platform Nest stands on. */
export type NestResponse = Reply | NodeResponse

/** Sends an answer as it is, on either platform. */
export function sendOn(response: NestResponse, answer: Answer): void {
  if (!isReply(response)) return sendAnswer(response, answer)
  response.code(answer.status).headers(answer.headers).send(answer.body)
}

/** Puts headers on the answer to come. */
export function setHeaders(response: NestResponse, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    if (isReply(response)) response.header(name, headers[name] as string)
    else response.setHeader(name, headers[name] as string)
  }
}

function isReply(response: NestResponse): response is Reply {
  return typeof (response as Partial<Reply>).code === 'function'
}
