/** Portraits of the demo's mentors, drawn for it. They show no real people. */

interface Portrait {
  readonly ground: readonly [string, string];
  readonly skin: string;
  /** For chin, brow, nose and ears. */
  readonly shade: string;
  /** Hair behind the head. */
  readonly back: string;
  /** Neck, shoulders and clothes. */
  readonly body: string;
  /** Hair over forehead and temples. */
  readonly front: string;
  /** Beard, glasses, jewellery. */
  readonly details: string;
  readonly lips: string;
  readonly brow: string;
  readonly smile?: 'open' | 'closed';
}

const path = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`;
const line = (d: string, stroke: string, width: number) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const dot = ([x, y]: readonly [number, number], radius: number, fill: string) =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`;
const both = (draw: (side: 1 | -1) => string) => draw(1) + draw(-1);

const FACE = 'M168 222C166 120 346 120 344 222C344 300 316 358 256 362C196 358 168 300 168 222Z';
const SHOULDERS = 'M52 512C58 436 122 404 196 396L256 424L316 396C390 404 454 436 460 512Z';
const ROUND_COLLAR = 'M196 396C214 446 298 446 316 396L334 400C318 470 194 470 178 400Z';

/** All portraits have the same build, so that they look like one set. */
function draw(portrait: Portrait): string {
  const { ground, skin, shade, back, body, front, details, lips, brow, smile = 'closed' } = portrait;
  const eye = (x: number) =>
    `<ellipse cx="${x}" cy="240" rx="15" ry="10" fill="#fff"/>${dot([x, 240], 9, '#2a1a14')}${dot([x + 3, 237], 2.6, '#fff')}` +
    line(`M${x - 17} 238C${x - 9} 225 ${x + 9} 225 ${x + 17} 238`, '#2a1a14', 4);
  const mouth =
    smile === 'open'
      ? path('M222 304C232 334 280 334 290 304C268 309 244 309 222 304Z', '#7a2430') +
        path('M230 307C244 311 268 311 282 307L279 315C266 318 246 318 233 315Z', '#fff')
      : line('M226 308C240 323 272 323 286 308', lips, 6);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="50 32 412 412">
<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${ground[0]}"/><stop offset="1" stop-color="${ground[1]}"/></linearGradient></defs>
<rect width="512" height="512" fill="url(#g)"/>
${back}
${path('M214 330V396C214 432 298 432 298 396V330Z', skin)}
${path('M214 348C226 378 286 378 298 348V372C286 394 226 394 214 372Z', shade)}
${body}
${both((side) => `<ellipse cx="${256 + side * 90}" cy="246" rx="15" ry="26" fill="${skin}"/><ellipse cx="${256 + side * 91}" cy="247" rx="7" ry="14" fill="${shade}"/>`)}
${path(FACE, skin)}
${both((side) => `<ellipse cx="${256 + side * 52}" cy="284" rx="20" ry="13" fill="${lips}" opacity="0.16"/>`)}
${eye(218)}${eye(294)}
${both((side) => line(`M${256 + side * 18} 217C${256 + side * 28} 206 ${256 + side * 46} 205 ${256 + side * 58} 213`, brow, 7))}
${line('M256 240C252 262 246 274 250 280C254 284 260 284 264 281', shade, 5)}
${mouth}
${front}
${details}
</svg>`;
}

const glasses = (colour: string) =>
  both(
    (side) =>
      `<circle cx="${256 + side * 38}" cy="241" r="29" fill="#fff" fill-opacity="0.14" stroke="${colour}" stroke-width="5"/>`,
  ) +
  line('M246 238C250 233 262 233 266 238', colour, 5) +
  both((side) => line(`M${256 + side * 67} 238L${256 + side * 88} 232`, colour, 5));

const portraits: Readonly<Record<string, Portrait>> = {
  'meera-iyer': {
    ground: ['#bfe3d2', '#7fbfa4'],
    skin: '#b9794f',
    shade: '#9c6140',
    lips: '#8f3b3a',
    brow: '#2b1d1a',
    smile: 'open',
    back: dot([256, 92], 46, '#2b1d1a') + path('M160 240C140 96 372 96 352 240V256H160Z', '#2b1d1a'),
    body:
      path(SHOULDERS, '#0f5f4a') +
      path('M196 396L256 452L316 396L340 402L256 486L172 402Z', '#d9a441') +
      path('M60 500C110 440 250 470 330 512H52Z', '#12755b') +
      line('M60 494C112 438 250 466 336 510', '#f0c869', 8),
    front:
      path(
        'M164 236C150 130 236 112 262 128C330 116 362 150 348 236C344 196 322 168 262 150C216 158 180 180 164 236Z',
        '#2b1d1a',
      ) + line('M262 132C238 142 210 158 190 182', '#8d7f7a', 5),
    details: dot([256, 196], 6, '#9d1f2c') + both((side) => dot([256 + side * 92, 280], 7, '#f0c869')),
  },
  'daniel-krueger': {
    ground: ['#cfdcf7', '#93aee4'],
    skin: '#f0c4a4',
    shade: '#d79f7d',
    lips: '#b5605a',
    brow: '#75502f',
    back: path('M166 220C160 110 352 110 346 220V250H166Z', '#8a6240'),
    body: path(SHOULDERS, '#26365e') + path(ROUND_COLLAR, '#314577'),
    front:
      path(
        'M164 226C150 128 226 96 288 110C344 104 366 160 348 226C344 200 338 184 326 172C284 184 226 172 196 160C178 178 170 198 164 226Z',
        '#8a6240',
      ) +
      path(
        'M168 262C172 330 208 368 256 372C304 368 340 330 344 262C338 300 316 310 296 296C272 286 240 286 216 296C196 310 174 300 168 262Z',
        '#8a6240',
        'opacity="0.72"',
      ),
    details:
      path('M226 305C240 318 272 318 286 305C272 330 240 330 226 305Z', '#b5605a') + glasses('#3a3f4d'),
  },
  'ananya-desai': {
    ground: ['#ffe9b8', '#f6c35c'],
    skin: '#c88a5c',
    shade: '#a96d45',
    lips: '#a8404a',
    brow: '#1f1716',
    back: path(
      'M140 262C120 84 392 84 372 262C380 340 396 372 404 398C370 420 320 416 300 404H212C190 416 142 420 108 398C116 372 132 340 140 262Z',
      '#1f1716',
    ),
    body: path(SHOULDERS, '#c8502f') + path(ROUND_COLLAR, '#e0704a'),
    front: path(
      'M166 250C148 130 220 108 252 116C330 100 372 150 346 256C346 206 330 178 298 158C270 190 196 196 166 250Z',
      '#1f1716',
    ),
    details: both(
      (side) =>
        `<path d="M${256 + side * 92} 272v22" stroke="#d9a441" stroke-width="4"/>` +
        dot([256 + side * 92, 300], 9, '#2f8f83'),
    ),
  },
  'farhan-sheikh': {
    ground: ['#c8ebea', '#6fb9bd'],
    skin: '#d39b6d',
    shade: '#b47b50',
    lips: '#94463f',
    brow: '#17120f',
    back: path('M166 220C162 116 350 116 346 220V244H166Z', '#17120f'),
    body:
      path(SHOULDERS, '#f4f0e6') +
      path('M196 396L256 440L222 476L176 402Z', '#fffdf8') +
      path('M316 396L256 440L290 476L336 402Z', '#fffdf8') +
      line('M256 440V512', '#d5cdbb', 4) +
      dot([256, 476], 5, '#b8ae98'),
    front:
      path(
        'M164 232C150 132 214 88 276 100C340 92 366 154 348 232C344 196 334 176 312 162C262 170 214 160 190 168C174 184 168 204 164 232Z',
        '#17120f',
      ) +
      path(
        'M166 250C168 340 204 384 256 388C308 384 344 340 346 250C342 292 326 300 298 288C270 282 242 282 214 288C186 300 170 292 166 250Z',
        '#17120f',
      ),
    details: path('M224 304C238 318 274 318 288 304C276 328 236 328 224 304Z', '#b3655c'),
  },
  'lakshmi-narayanan': {
    ground: ['#f9dbe0', '#e79aa8'],
    skin: '#a9683f',
    shade: '#8a5230',
    lips: '#7f2f33',
    brow: '#5c5859',
    smile: 'open',
    back:
      `<ellipse cx="256" cy="104" rx="62" ry="44" fill="#77757a"/>` +
      [200, 222, 246, 270, 294, 314]
        .map((x, index) => dot([x, 132 - Math.abs(index - 2.5) * -4], 11, '#fffaf0'))
        .join('') +
      path('M160 240C140 108 372 108 352 240V254H160Z', '#8c8a8c'),
    body:
      path(SHOULDERS, '#7d1836') +
      path('M196 396C214 436 298 436 316 396L328 400C314 456 198 456 184 400Z', '#d9a441') +
      path('M460 512C420 440 300 462 200 512Z', '#9c2348') +
      line('M452 500C410 440 300 462 208 508', '#f0c869', 11),
    front:
      path(
        'M164 238C150 136 240 120 256 130C272 120 362 136 348 238C342 192 316 168 256 152C196 168 170 192 164 238Z',
        '#8c8a8c',
      ) + line('M256 134V152', '#6f6d70', 4),
    details:
      dot([256, 194], 8, '#b3122b') +
      both((side) => dot([256 + side * 92, 280], 9, '#f0c869') + dot([256 + side * 92, 280], 4, '#b3122b')) +
      dot([271, 278], 3.5, '#f0c869'),
  },
  'grace-okafor': {
    ground: ['#ffd9bd', '#f29c63'],
    skin: '#6f432a',
    shade: '#573220',
    lips: '#7d2b33',
    brow: '#16100e',
    smile: 'open',
    back: [
      [256, 132, 96],
      [164, 168, 74],
      [348, 168, 74],
      [138, 246, 62],
      [374, 246, 62],
      [160, 308, 44],
      [352, 308, 44],
    ]
      .map(([x = 0, y = 0, radius = 0]) => dot([x, y], radius, '#16100e'))
      .join(''),
    body:
      path(SHOULDERS, '#1d3f72') +
      path('M196 396L256 500L316 396L298 392H214Z', '#fff4e2') +
      path('M196 396L176 400L200 470L256 512Z', '#2a5596') +
      path('M316 396L336 400L312 470L256 512Z', '#2a5596'),
    front: [
      [196, 168, 34],
      [232, 150, 36],
      [280, 150, 36],
      [316, 168, 34],
      [176, 204, 22],
      [336, 204, 22],
    ]
      .map(([x = 0, y = 0, radius = 0]) => dot([x, y], radius, '#16100e'))
      .join(''),
    details: both(
      (side) =>
        `<circle cx="${256 + side * 94}" cy="298" r="20" fill="none" stroke="#f0c869" stroke-width="6"/>`,
    ),
  },
  'tenzin-dolma': {
    ground: ['#e4daf8', '#b39de0'],
    skin: '#e3b184',
    shade: '#c58f62',
    lips: '#b04a50',
    brow: '#1b1514',
    back:
      path('M152 260C136 102 376 102 360 260V320H152Z', '#1b1514') +
      both((side) =>
        [310, 344, 378, 412, 446]
          .map((y, index) => dot([256 + side * (112 + index * 5), y], 23 - index, '#1b1514'))
          .join(''),
      ),
    body:
      path(SHOULDERS, '#8f2a52') +
      path('M196 396L256 470L316 396L330 400L262 512H236L182 400Z', '#f7e7c3') +
      line('M182 400L262 512', '#2d7d74', 9) +
      line('M330 400L268 500', '#2d7d74', 9),
    front: path(
      'M164 250C146 132 232 116 256 126C280 116 366 132 348 250C346 196 312 176 256 146C200 176 166 196 164 250Z',
      '#1b1514',
    ),
    details:
      both((side) => dot([256 + side * 92, 280], 8, '#1fa39a')) +
      [214, 235, 256, 277, 298]
        .map((x, index) =>
          dot([x, 408 + (2 - Math.abs(index - 2)) * 9], 7, index % 2 ? '#d8443c' : '#1fa39a'),
        )
        .join(''),
  },
  'rohan-mehta': {
    ground: ['#e2e6cf', '#a9b37c'],
    skin: '#c08457',
    shade: '#a0683f',
    lips: '#8d4038',
    brow: '#2a1c14',
    back: path('M160 230C144 104 368 104 352 230V250H160Z', '#2a1c14'),
    body:
      path(SHOULDERS, '#2b2b30') +
      path('M204 380C220 404 292 404 308 380L316 420C296 448 216 448 196 420Z', '#3a3a41') +
      line('M120 420C170 470 190 512 196 540', '#8a5a33', 14),
    front: [
      [186, 176, 30],
      [214, 148, 36],
      [254, 136, 38],
      [296, 144, 36],
      [328, 172, 30],
      [172, 212, 16],
      [340, 210, 16],
    ]
      .map(([x = 0, y = 0, radius = 0]) => dot([x, y], radius, '#2a1c14'))
      .join(''),
    details: path(
      'M212 298C226 284 248 286 256 294C264 286 286 284 300 298C286 302 268 304 256 300C244 304 226 302 212 298Z',
      '#2a1c14',
    ),
  },
};

/** An SVG of 512 by 512. @throws Error if there is no portrait for this handle */
export function portraitOf(handle: string): string {
  const portrait = portraits[handle];
  if (!portrait) throw new Error(`No portrait of ${handle}`);
  return draw(portrait);
}
