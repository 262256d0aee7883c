import { randomOf } from './catalogue';
import { personalNumber } from './cities';
import { daysBefore, type CustomerPlan, type WorldOptions } from './plan';
import type { Random } from './random';

const FIRST_NAMES = [
  ...[
    'Amara',
    'Anton',
    'Beatriz',
    'Bruno',
    'Camille',
    'Chidi',
    'Dalia',
    'David',
    'Elif',
    'Emil',
    'Fatima',
    'Felix',
    'Greta',
    'Hana',
  ],
  ...[
    'Hugo',
    'Ines',
    'Ivan',
    'Jasper',
    'Jun',
    'Kofi',
    'Lara',
    'Leo',
    'Lucía',
    'Malik',
    'Maya',
    'Mika',
    'Nadia',
    'Noah',
    'Nora',
    'Oscar',
  ],
  ...[
    'Paula',
    'Pierre',
    'Priya',
    'Rafael',
    'Rosa',
    'Sakura',
    'Samir',
    'Selma',
    'Sofia',
    'Theo',
    'Tuva',
    'Uma',
    'Viktor',
    'Yara',
    'Zoë',
  ],
];
const LAST_NAMES = [
  ...[
    'Abebe',
    'Almeida',
    'Bergström',
    'Bianchi',
    'Carter',
    'Castillo',
    'Dubois',
    'Eriksen',
    'Farouk',
    'Fischer',
    'García',
    'Haddad',
  ],
  ...[
    'Hoffmann',
    'Ito',
    'Jansen',
    'Kaya',
    'Kowalska',
    'Laurent',
    'Lindqvist',
    'Marchetti',
    'Mbeki',
    'Moreau',
    'Nakamura',
    'Novak',
  ],
  ...[
    'O’Brien',
    'Okafor',
    'Patel',
    'Pereira',
    'Rossi',
    'Sato',
    'Schneider',
    'Silva',
    'Smith',
    'Sørensen',
    'Tanaka',
    'Weber',
    'Yilmaz',
  ],
];
const LOCAL_NAMES = ['Clara Lindqvist', 'Ben Okafor'];

/** The customers of a world, those of the local Cognito first. */
export function planCustomers(options: WorldOptions): CustomerPlan[] {
  return Array.from({ length: options.customers }, (_, index) => planCustomer(index, options));
}

function planCustomer(index: number, options: WorldOptions): CustomerPlan {
  const random = randomOf(options, 'customer', index);
  const local = options.subjects.customers[index];
  const displayName = (local && LOCAL_NAMES[index]) ?? personName(random);
  return {
    sub: local?.sub ?? random.uuid(),
    displayName,
    phoneNumber: personalNumber(random),
    memberSince: daysBefore(options.now, random.int(91, 1_100) + random.next()),
    marketingConsent: random.chance(0.45),
  };
}

export function personName(random: Random): string {
  return `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
}
