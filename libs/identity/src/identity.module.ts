import { Module } from '@nestjs/common';
import { PeopleReader } from './people/people.reader.js';
import { SessionService } from './sessions/session.service.js';
import { ViewerService } from './viewers/viewer.service.js';

const services = [PeopleReader, SessionService, ViewerService];

/** Who people are, and how they prove it. */
@Module({ providers: services, exports: services })
export class IdentityModule {}
