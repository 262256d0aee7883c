import { HttpRefusal } from '../../response/HttpRefusal';

/** The document that a request asks for cannot be told, or is not taken from this caller. The message was written for the client. */
export class DocumentRefusal extends HttpRefusal {
  constructor(message: string) {
    super(400, 'BAD_USER_INPUT', message);
  }
}
