import { expect } from 'chai';
import { rush } from '../support/rush.ts';
import { row, useLab } from './lab.ts';

const USERS = 200;
const SEATS = 10;

describe('Fault 34: far more buyers than seats', () => {
  useLab();

  row(
    `34. ${USERS} users pay for ${SEATS} seats at once: ${SEATS} bookings, the others refunded and told so`,
    async (lab) => {
      const { booked, refunded, others } = await rush(lab, { users: USERS, seats: SEATS });
      expect({ booked, refunded, others }).to.deep.equal({
        booked: SEATS,
        refunded: USERS - SEATS,
        others: [],
      });
    },
  );
});
