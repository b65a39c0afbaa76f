import { DEFAULT_ZONE } from '../shared/zoned-time.ts';

export interface ZoneChoice {
  readonly value: string;
  readonly text: string;
}

/**
 * Zones that most people know, at least one for each distance from Greenwich that people live at: all four hundred would
 * be half the weight of a page. Any other is taken too, where it is typed, found out by a script or stored.
 */
const cities = {
  Africa: 'Accra Addis_Ababa Algiers Cairo Casablanca Johannesburg Khartoum Lagos Nairobi Tunis',
  America:
    'Anchorage Argentina/Buenos_Aires Bogota Caracas Chicago Denver Edmonton Guatemala Halifax Havana Jamaica La_Paz Lima Los_Angeles Mexico_City Montevideo New_York Noronha Nuuk Panama Phoenix Puerto_Rico Santiago Sao_Paulo St_Johns Tijuana Toronto Vancouver Winnipeg',
  Asia: 'Almaty Baghdad Bahrain Baku Bangkok Beirut Colombo Dhaka Dubai Ho_Chi_Minh Hong_Kong Jakarta Jerusalem Kabul Karachi Kathmandu Kuala_Lumpur Kuwait Manila Muscat Novosibirsk Qatar Riyadh Seoul Shanghai Singapore Taipei Tashkent Tbilisi Tehran Thimphu Tokyo Vladivostok Yangon Yekaterinburg',
  Atlantic: 'Azores Cape_Verde Reykjavik',
  Australia: 'Adelaide Brisbane Darwin Eucla Hobart Lord_Howe Melbourne Perth Sydney',
  Europe:
    'Amsterdam Athens Berlin Brussels Bucharest Budapest Copenhagen Dublin Helsinki Istanbul Kyiv Lisbon London Madrid Moscow Oslo Paris Prague Rome Stockholm Vienna Warsaw Zurich',
  Indian: 'Maldives Mauritius',
  Pacific:
    'Apia Auckland Chatham Fiji Gambier Guadalcanal Guam Honolulu Kiritimati Marquesas Norfolk Pago_Pago Pitcairn Tongatapu',
};

const listed: readonly string[] = [
  DEFAULT_ZONE,
  'UTC',
  ...Object.entries(cities).flatMap(([area, names]) => names.split(' ').map((name) => `${area}/${name}`)),
];
const listedChoices = listed.map(toChoice);

/**
 * What a select of zones offers.
 * @param chosen the present choice, by the name that `canonicalTimeZone` gives: it is among them whatever it is
 */
export function timeZoneChoices(chosen: string): readonly ZoneChoice[] {
  return chosen === '' || listed.includes(chosen) ? listedChoices : [toChoice(chosen), ...listedChoices];
}

function toChoice(name: string): ZoneChoice {
  return { value: name, text: name.replaceAll('_', ' ') };
}
