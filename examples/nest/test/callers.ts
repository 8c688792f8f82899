import { Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql'
import type { RegisteredAuth } from 'tokenstile'
import { CurrentUser, Public, RequireRoles } from 'tokenstile/nest'

@ObjectType()
class User {
  @Field(() => ID)
  id!: string
}

@Resolver(() => User)
export class Callers {
  @Query(() => Boolean)
  @Public()
  health() {
    return true
  }
  @Query(() => User, { nullable: true })
  me(@CurrentUser() user: RegisteredAuth['user']) {
    return user
  }
  @Query(() => ID, { nullable: true })
  @RequireRoles('admin')
  admin(@CurrentUser() user: RegisteredAuth['user']) {
    return user?.id
  }
}
