import { Api } from './api/Api';
import { mount } from './api/mount';
import { KitchenPage } from './kitchen/KitchenPage';
import { OwnerSession } from './kitchen/OwnerSession';
import './look/base.css';
import './look/kitchen.css';

const session = new OwnerSession();

mount(new Api(session), <KitchenPage session={session} />);
