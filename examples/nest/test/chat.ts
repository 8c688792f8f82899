import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import type { RegisteredAuth } from 'tokenstile'
import { AuthenticateGateway, CurrentUser, RequireRoles } from 'tokenstile/nest'

@WebSocketGateway()
@AuthenticateGateway({ token: ({ handshake }: Opened) => handshake.auth.token })
export class Chat {
  @SubscribeMessage('say')
  say(@CurrentUser() user: RegisteredAuth['user'], @MessageBody() text: string) {
    return `${user?.id} said ${text}`
  }
  @SubscribeMessage('clear')
  @RequireRoles('admin')
  clear() {
    return 'cleared'
  }
}

/** What is used of a socket of socket.io: browsers cannot set headers, so they send the token along. */
interface Opened {
  readonly handshake: { readonly auth: { readonly token?: string } }
}
