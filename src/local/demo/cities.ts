import type { CurrencyCode } from './money';
import type { Random } from './random';

export interface City {
  readonly name: string;
  readonly countryCode: string;
  readonly currencyCode: CurrencyCode;
  /** Hours that local time is ahead of UTC; the year round, which is good enough for opening hours. */
  readonly utcOffset: number;
  readonly streets: readonly string[];
  /** How the house number and the street are written. */
  readonly numberFirst: boolean;
  readonly postalCode: string;
  /** Its last two digits may be any. From the ranges that regulators keep free for fiction, where they do. */
  readonly phone: string;
}

const DE = { countryCode: 'DE', currencyCode: 'EUR', utcOffset: 1, numberFirst: false } as const;
const FR = { countryCode: 'FR', currencyCode: 'EUR', utcOffset: 1, numberFirst: true } as const;
const GB = { countryCode: 'GB', currencyCode: 'GBP', utcOffset: 0, numberFirst: true } as const;
const US = { countryCode: 'US', currencyCode: 'USD', utcOffset: -5, numberFirst: true } as const;
const JP = { countryCode: 'JP', currencyCode: 'JPY', utcOffset: 9, numberFirst: true } as const;
const CH = { countryCode: 'CH', currencyCode: 'CHF', utcOffset: 1, numberFirst: false } as const;
const SE = { countryCode: 'SE', currencyCode: 'SEK', utcOffset: 1, numberFirst: false } as const;

/** Real cities, streets that are not there. */
export const CITIES = {
  hamburg: {
    ...DE,
    name: 'Hamburg',
    streets: ['Lotsenhöft', 'Alter Fährweg', 'Segelmachergang'],
    postalCode: '20459',
    phone: '+494066969999',
  },
  berlin: {
    ...DE,
    name: 'Berlin',
    streets: ['Laternenstraße', 'Kastanienufer', 'Am Alten Gaswerk'],
    postalCode: '10999',
    phone: '+493023125999',
  },
  cologne: {
    ...DE,
    name: 'Köln',
    streets: ['Glockengießergasse', 'Rheinpfad', 'Am Veilchenmarkt'],
    postalCode: '50667',
    phone: '+492214710999',
  },
  munich: {
    ...DE,
    name: 'München',
    streets: ['Föhrenstraße', 'Isarblick', 'Am Salzstadel'],
    postalCode: '80469',
    phone: '+498999998999',
  },
  paris: {
    ...FR,
    name: 'Paris',
    streets: ['rue des Trois Hirondelles', 'passage du Vieux Four', 'quai des Lanternes'],
    postalCode: '75011',
    phone: '+33199009999',
  },
  lyon: {
    ...FR,
    name: 'Lyon',
    streets: ['montée des Tisserands', 'rue du Puits Doré'],
    postalCode: '69001',
    phone: '+33465719999',
  },
  rome: {
    ...FR,
    name: 'Roma',
    countryCode: 'IT',
    streets: ['via dei Fornai Vecchi', 'vicolo della Luna'],
    numberFirst: false,
    postalCode: '00153',
    phone: '+3906555019999',
  },
  lisbon: {
    ...FR,
    name: 'Lisboa',
    countryCode: 'PT',
    utcOffset: 0,
    streets: ['Rua das Andorinhas', 'Travessa do Sal'],
    numberFirst: false,
    postalCode: '1100-999',
    phone: '+351215550999',
  },
  madrid: {
    ...FR,
    name: 'Madrid',
    countryCode: 'ES',
    streets: ['calle del Reloj de Sol', 'plaza de los Sastres'],
    numberFirst: false,
    postalCode: '28005',
    phone: '+34915550999',
  },
  vienna: {
    ...DE,
    name: 'Wien',
    countryCode: 'AT',
    streets: ['Drechslergasse', 'Am Rosenhügel'],
    postalCode: '1070',
    phone: '+4315550999',
  },
  amsterdam: {
    ...DE,
    name: 'Amsterdam',
    countryCode: 'NL',
    streets: ['Zilverwerf', 'Kleine Molengracht'],
    postalCode: '1012 AA',
    phone: '+31205550999',
  },
  london: {
    ...GB,
    name: 'London',
    streets: ['Candlewick Yard', 'Old Ferry Road', 'Tanner’s Row'],
    postalCode: 'SE1 9AA',
    phone: '+442079460999',
  },
  edinburgh: {
    ...GB,
    name: 'Edinburgh',
    streets: ['Lamplighter’s Close', 'Thistle Vennel'],
    postalCode: 'EH1 9AA',
    phone: '+441314960999',
  },
  bristol: {
    ...GB,
    name: 'Bristol',
    streets: ['Sugar Wharf', 'Balloonist’s Hill'],
    postalCode: 'BS1 9AA',
    phone: '+441174960999',
  },
  manchester: {
    ...GB,
    name: 'Manchester',
    streets: ['Weaver’s Bridge', 'Cotton Lane'],
    postalCode: 'M1 9AA',
    phone: '+441614960999',
  },
  newYork: {
    ...US,
    name: 'New York',
    streets: ['Ferrymen’s Alley', 'Juniper Street', 'Old Signal Street'],
    postalCode: '10009',
    phone: '+12125550199',
  },
  sanFrancisco: {
    ...US,
    name: 'San Francisco',
    utcOffset: -8,
    streets: ['Foghorn Street', 'Cypress Steps'],
    postalCode: '94110',
    phone: '+14155550199',
  },
  chicago: {
    ...US,
    name: 'Chicago',
    utcOffset: -6,
    streets: ['Prairie Wind Avenue', 'Canal Mill Street'],
    postalCode: '60607',
    phone: '+13125550199',
  },
  tokyo: {
    ...JP,
    name: 'Tokyo',
    streets: ['Tsubame-dori', 'Akari Yokocho'],
    postalCode: '150-0099',
    phone: '+81355500199',
  },
  kyoto: {
    ...JP,
    name: 'Kyoto',
    streets: ['Momiji-koji', 'Sumizome-dori'],
    postalCode: '604-8099',
    phone: '+81755500199',
  },
  zurich: { ...CH, name: 'Zürich', streets: ['Lindenspiel', 'Zwirnerweg'], postalCode: '8004', phone: '+41445550199' },
  geneva: {
    ...CH,
    name: 'Genève',
    streets: ['rue du Vieux Cadran', 'quai des Cygnes'],
    postalCode: '1204',
    phone: '+41225550199',
  },
  basel: {
    ...CH,
    name: 'Basel',
    streets: ['Papiermüllergasse', 'Am Fährsteg'],
    postalCode: '4051',
    phone: '+41615550199',
  },
  stockholm: {
    ...SE,
    name: 'Stockholm',
    streets: ['Skeppargränd', 'Lilla Fyrgatan'],
    postalCode: '111 99',
    phone: '+46846500499',
  },
  gothenburg: {
    ...SE,
    name: 'Göteborg',
    streets: ['Måsgatan', 'Gamla Repslagargatan'],
    postalCode: '411 99',
    phone: '+46313900699',
  },
} as const satisfies Record<string, City>;

export type CityName = keyof typeof CITIES;

/** Numbers for people, from ranges kept free for fiction that validators take all the same. */
const PERSONAL_RANGES = ['+491713920099', '+46701740699', '+12025550199', '+442079460999', '+441134960999'];

export function personalNumber(random: Random): string {
  return randomDigits(random.pick(PERSONAL_RANGES), random, 2);
}

export function phoneNumberIn(city: City, random: Random): string {
  return randomDigits(city.phone, random, 2);
}

/** The text with its last digits replaced: the rest of a number says whose range it is. */
function randomDigits(text: string, random: Random, count: number): string {
  return text.slice(0, -count) + random.text('0123456789', count);
}

export function addressIn(
  city: City,
  random: Random,
): { street: string; city: string; postalCode: string; countryCode: string } {
  const street = random.pick(city.streets);
  const number = random.int(1, 120);
  return {
    street: city.numberFirst ? `${number} ${street}` : `${street} ${number}`,
    city: city.name,
    postalCode: city.postalCode,
    countryCode: city.countryCode,
  };
}
