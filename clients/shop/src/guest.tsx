import { Api } from './api/Api';
import { mount } from './api/mount';
import { GuestPage } from './guest/GuestPage';
import { takeVisitToken } from './guest/visit';
import './look/base.css';
import './look/guest.css';

const visitToken = takeVisitToken();
/** A guest has no token of their own: the session is a cookie, which no script can read. */
const api = new Api({ idToken: () => null, visitToken: () => visitToken, refresh: () => Promise.resolve(false) });

mount(api, <GuestPage hasVisit={visitToken !== null} />);
