/**
 * Words that people make passwords of, put together for this project: what computers ask for, names, teams, animals,
 * brands, heroes, places, endearments and oaths. In lower case, without digits.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `
  pass password passwort passord motdepasse contrasena senha parola passw passwd pwd secret secrets private access login logon
  signin signup welcome welkom bienvenue willkommen hello hallo hola namaste user username admin administrator root sysadmin
  guest test tester testing temp temporary default changeme letmein enter open opensesame sesame master super superuser manager
  office company server service support system oracle mysql cisco linux windows microsoft google gmail yahoo hotmail facebook
  instagram twitter whatsapp youtube netflix amazon apple iphone android samsung nokia sony dell lenovo laptop computer internet
  wifi network security database backup demo sample example public nothing nopass nopassword mypass mypassword newpass
  newpassword myspace skype intel nvidia minecraft roblox fortnite playstation xbox nintendo pokemon pikachu mario zelda sonic
  love iloveyou iloveu loveyou ilove loveme lovers lover lovely loveit mylove truelove forever always together sweet sweetie
  sweetheart honey baby babygirl babyboy babe darling angel angels princess prince queen king kingdom cutie cutiepie beautiful
  gorgeous pretty handsome sexy hottie kiss kisses kissme heart hearts happy happiness smile smiley friend friends friendship
  family mother mommy mummy mom father daddy papa mama sister brother husband wife son daughter grandma uncle auntie dear
  sunshine sunflower sunny moon moonlight star stars starlight sky rainbow flower flowers rose roses lily daisy jasmine lotus
  butterfly dolphin dolphins dragon dragons phoenix unicorn tiger tigers lion lions panther panthers leopard cheetah eagle
  eagles falcon falcons hawk raven ravens bear bears wolf wolves wolverine fox shark sharks whale monkey gorilla elephant horse
  horses pony mustang stallion puppy puppies doggy doggie kitty kitten kittens cat cats dog dogs rabbit bunny hamster turtle snake
  cobra viper python spider scorpion chicken turkey banana orange lemon cherry strawberry peaches apples mango coconut cookie
  cookies chocolate candy sugar pepper ginger cinnamon butter cheese pizza coffee guinness corona heineken budweiser whiskey
  vodka cocacola pepsi marlboro
  football soccer baseball basketball hockey tennis cricket golf golfer rugby boxing wrestling swimming running racing cycling
  skater surfer fishing hunting hunter runner player players gamer gaming game games winner champion champions liverpool
  arsenal chelsea manchester manunited united barcelona madrid realmadrid juventus milan inter bayern ajax benfica celtic rangers
  everton tottenham yankees redsox mets cubs dodgers giants braves cardinals cowboys redskins packers steelers broncos raiders
  patriots dolphin vikings lakers celtics bulls chicago knicks warriors spurs rockets bruins penguins flyers maverick mavericks
  jordan kobe lebron ronaldo messi neymar beckham rooney sachin tendulkar dhoni kohli virat federer nadal
  superman batman spiderman ironman hulk thor avengers wonderwoman joker matrix starwars startrek skywalker vader darthvader yoda
  gandalf frodo aragorn legolas hobbit harrypotter hogwarts hermione dumbledore voldemort terminator rambo rocky godzilla naruto
  sasuke goku dragonball pokemons doraemon mickey mickeymouse minnie donald goofy snoopy garfield tweety simpson simpsons homer bart
  scooby scoobydoo barbie hellokitty elmo merlin arthur excalibur camelot zeus apollo hercules athena poseidon phantom
  ninja samurai warrior knight wizard magic magical mystic shadow ghost zombie vampire demon devil satan lucifer hell heaven jesus
  christ jesuschrist god godislove godisgood blessed blessing faith hope grace church bible allah krishna ganesh ganesha shiva
  hanuman rama radha lakshmi saibaba omsairam jaishreeram jaihind waheguru bismillah mohammed muhammad buddha
  killer killers hacker hackers assassin sniper soldier marine marines army navy police gangster mafia rebel outlaw pirate pirates
  bandit cowboy ranger trooper trustno trustnoone whatever nevermind nomore fuckyou fuckoff fuckme fucker fuck shit bullshit asshole bitch
  bastard pussy dick cock penis boobs bigdick biteme eatme suckit blowjob hardcore porn horny playboy penthouse
  summer winter spring autumn january february march april june july august september october november december monday tuesday
  wednesday thursday friday saturday sunday weekend holiday birthday christmas halloween easter diwali holi ramadan
  london paris berlin tokyo newyork chicagobulls boston dallas texas houston denver miami florida california losangeles
  lasvegas vegas seattle phoenixsuns alaska hawaii canada toronto america usa england ireland scotland france germany
  italy italia spain espana brazil brasil mexico argentina russia india bharat hindustan mumbai bombay delhi newdelhi kolkata
  calcutta chennai madras bangalore bengaluru hyderabad pune gujarat punjab kerala pakistan lahore karachi china japan korea
  singapore australia sydney africa egypt
  red blue green yellow purple pink black white silver golden gold orange violet crimson scarlet blackcat blackjack blackhawk
  redwings bluebird greenday diamond diamonds crystal ruby sapphire emerald pearl platinum
  mercedes porsche ferrari lamborghini corvette camaro chevy chevrolet dodge toyota honda yamaha suzuki kawasaki ducati harley
  harleydavidson bmw audi volkswagen volvo subaru nissan mazda hyundai mitsubishi lexus bentley bugatti jaguar mclaren
  music musical guitar guitarist piano drums drummer rock rocknroll metal metallica slipknot nirvana greenleaf eminem beatles
  blink blinkone ledzeppelin pinkfloyd queenband acdc ironmaiden megadeth linkinpark coldplay oasis rihanna beyonce madonna shakira
  britney elvis lennon marley bobmarley hiphop rapper dancer dancing dance ballet
  money moneyman dollar dollars rich millionaire billionaire bigmoney success lucky luckyone casino poker jackpot freedom liberty
  peace justice destiny fantasy dream dreams dreamer passion energy power powerful thunder lightning storm hurricane tornado
  fire firefire fireball ice icecream snow snowman snowball snowflake water ocean beach island mountain river forest jungle desert
  earth planet galaxy universe cosmos space rocket apollothirteen shuttle enterprise voyager explorer pioneer discovery
  school college university student teacher professor doctor nurse engineer lawyer pilot captain chief boss leader
  michael michelle jennifer jessica ashley amanda melissa nicole stephanie elizabeth samantha victoria danielle christina
  christine katherine catherine patricia margaret barbara charlotte caroline rebecca rachel hannah sarah sara laura lauren
  natalie natasha alexandra alexandria alexander alexis alexandre andrea andrew anthony antonio benjamin brandon brandy brian
  bryan charles charlie christian christopher christophe chris daniel david dennis diego dylan edward eduardo emily emma eric
  erica ethan evelyn fernando francis francisco frank gabriel gabriela george gloria gregory harry heather henry isabella isabel
  jackson jackie jacob jamie janet jasper jason javier jeffrey jeremy jerome jesse jessie joanna johnny john jonathan jordyn
  joseph joshua julia julian juliana justin karen katie kelly kenneth kevin kimberly kristen kristin kyle leonardo leslie linda
  lindsay lindsey logan louise lucas luke madison maria marie marina marion mark martin martha mary matthew matthias maxwell megan
  melanie michele miguel monica monique morgan nancy nathan nathaniel nicholas nicola nicolas nikita oliver olivia oscar pamela
  patrick paul pauline peter philip phillip priscilla rafael ralph randy raymond richard robert roberto rodrigo roger roland
  ronald russell ryan sabrina sandra santiago savannah scott sean sebastian sergio shannon sharon shawn simone sophia sophie
  spencer stephen stephane steven stewart susan suzanne sylvia tamara taylor teresa theresa thomas tiffany timothy travis trevor
  tyler valentina valerie vanessa veronica vincent virginia vladimir walter wendy william williams winston yvonne zachary
  aarav aditya ajay akash amit amitabh anand anil anita anjali ankit ankita anu aravind arjun arun aryan ashish ashok asha bharath
  chandra deepa deepak deepika dinesh divya gaurav geeta gopal gupta harish hari india isha jaya jyoti kapil karan kavita kavya
  khan kiran komal kumar lakshman lalit madhu mahesh manish manoj meena meera mohan mohit mukesh nair naveen neha nikhil nisha nitin
  pankaj patel pooja prakash pranav prasad prashant praveen preeti priya priyanka rahul raj raja rajesh rajeev rajni rakesh ram
  ramesh rani ravi rekha reshma rishi ritu rohan rohit roshan sachinsachin sandeep sanjay sanjana santosh sapna saurabh seema shahrukh
  sharma shalini shankar shekhar shilpa shivam shreya shruti shubham shweta simran singh sita sneha sonali sonia sonu srinivas
  suman sumit sunil sunita suresh sushil swati tanvi uday usha varun venkat vijay vikas vikram vinay vinod vishal vivek yadav yash
  qwerty qwertz azerty qwe qaz qazwsx asd asdf asdfgh zxc zxcv foobar foo bar baz blah blahblah something
  anything everything nobody somebody anybody everyone noname stupid idiot dumbass loser crazy insane psycho freak monster
  genius smart clever cool coolman cooldude awesome amazing perfect excellent fantastic great legend legends hero heroes
  access level number numberone first second third zero one two three four five six seven eight nine ten hundred thousand
  million infinity alpha beta gamma delta omega sigma tango foxtrot bravo charliebrown romeo juliet bigdaddy bigboy bigman
  bigdog bigfoot littleone tinker tinkerbell buster bubba buddy rusty lucky sparky smokey shadowfax max molly bella chloe toby
  tucker bailey sadie sophiegirl coco misty tigger pooh winnie winniethepooh precious peanut pumpkin muffin cupcake gizmo
  boomer bandits scooter skippy rascal midnight twilight eclipse sunrise sunset daylight nightmare darkness
  freddy jasonx michaelmyers chucky metallic titanic avatar inception gladiator braveheart scarface godfather sopranos
  chelseafc mufc lfc ynwa arsenalfc gunners blues reds hammers villa gators tarheels buckeyes wildcats bulldogs bulldog
  longhorns sooners hokies badgers spartan spartans trojan trojans trojanhorse aggies seminoles hurricanes crimsontide

  big small little old new hot cold wet dry fast slow hard soft bad good best super mega ultra hyper the my your our this that man men boy
  boys girl girls lady woman women people guy dude chick side land light dark night day sun rain wind sand stone rock wood steel
  iron lead bird fish sword blade knife gun guns shot shooter gold silver ball balls bat head hand hands foot feet eye eyes face
  hair nose mouth tooth teeth leg legs arm bone bones skull blood body mind soul spirit life live living death dead die dying born
  car cars truck trucks bike biker bikes boat ship plane train road street house home room door window wall floor garden tree trees
  grass leaf plant farm farmer field barn city town village country world state nation king kong pack team club crew gang band
  sing song songs voice sound noise drum bass horn trumpet violin piano radio video movie movies film camera photo picture paint
  art artist write writer book books story word words paper pencil letter mail post card cards poker chess checkers dice bingo
  work worker working job boss business trade market shop store buy sell sale price bank banker cash coin coins dime penny pound
  euro rupee rupees tax law judge court jury crime police cop cops jail prison guard guardian protect defender attack fight fighter
  war wars battle battles bomb bomber nuclear atomic rifle pistol tank airborne infantry military force forces recon delta seal
  airplane airport aircraft flight flying flyer pilots captain sailor sailing sail anchor harbor navigator compass north south east
  west northern southern eastern western center central middle top bottom left right front back inside outside under over above
  below nice kind mean evil wicked holy pure clean dirty filthy nasty ugly fat skinny tall short long wide deep high low young
  kids kid child children baby babe babes infant toddler teen teenage adult senior junior mister missus sir madam lord count
  baron duke earl emperor empire imperial royal majesty crown castle tower dungeon palace temple pyramid sphinx pharaoh cleopatra caesar
  napoleon einstein newton galileo mozart beethoven picasso shakespeare socrates plato aristotle lincoln washington jefferson kennedy
  reagan clinton obama trump gandhi nehru mandela churchill thatcher stalin lenin castro guevara
  smith johnson williamson brown jones miller davis garcia rodriguez wilson martinez anderson thompson white lopez lee gonzalez harris
  clark lewis robinson walker perez hall allen sanchez wright hill nelson baker rivera campbell mitchell carter roberts gomez
  phillips evans diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez ortiz cooper peterson
  reed howard ramos ward cox richardson watson brooks chavez bennett gray mendoza ruiz hughes alvarez castillo sanders myers
  ross foster jimenez powell jenkins perry long sullivan fisher vasquez simmons graham reynolds hamilton harrison marshall mcdonald
  ferguson franklin lawrence
  alabama arizona arkansas colorado connecticut delaware georgia idaho illinois indiana iowa kansas kentucky louisiana maine maryland
  massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey carolina dakota ohio oklahoma
  oregon pennsylvania rhode tennessee utah vermont wisconsin wyoming atlanta baltimore brooklyn buffalo charlotte cincinnati cleveland
  columbus detroit indianapolis jacksonville memphis milwaukee minneapolis montreal nashville orlando philadelphia pittsburgh portland
  richmond sacramento vancouver manhattan hollywood broadway amsterdam athens bangkok belgrade brussels budapest copenhagen dublin
  edinburgh florence frankfurt geneva glasgow hamburg helsinki hongkong istanbul jakarta jerusalem johannesburg kathmandu kiev
  lisbon lyon malaga marseille melbourne monaco moscow munich naples nairobi oslo prague riga rome santafe seoul shanghai
  stockholm taiwan taipei teheran thailand toulouse tunis valencia venice vienna warsaw zurich ahmedabad bhopal coimbatore goa indore
  jaipur kanpur lucknow nagpur patna rajkot surat vadodara varanasi visakhapatnam
  monkeys donkey mule goat sheep lamb cow bull buffalo bison moose deer elk otter beaver badger squirrel raccoon skunk weasel ferret
  mouse rat rats bat koala kangaroo panda zebra giraffe hippo rhino camel crocodile alligator lizard gecko frog toad salmon trout
  tuna marlin lobster crab shrimp oyster octopus squid penguin pelican flamingo parrot pigeon sparrow robin swan goose duck ducks
  rooster hen owl vulture condor beetle mosquito hornet wasp bee bees ant ants tarantula mongoose stingray swordfish starfish seahorse
  bread toast bacon burger hamburger hotdog sandwich steak meat meatball meatloaf pork beef lamb sausage pasta spaghetti macaroni noodle
  taco burrito nacho salsa guacamole chili curry tikka masala biryani samosa paneer dosa chutney mushroom onion garlic tomato potato
  carrot celery broccoli spinach cabbage lettuce radish apple pear plum grape grapes melon watermelon pineapple kiwi papaya lime
  raspberry blueberry blackberry avocado almond cashew walnut popcorn pretzel donut brownie pancake waffle pudding jello caramel
  vanilla mint lollipop bubblegum skittles snickers twix nutella oreo kitkat cadbury starbucks mcdonalds tequila martini margarita
  bourbon scotch brandy champagne wine beer beers lager cider rootbeer lemonade juice milk milkshake smoothie tea espresso
  creative reader thinker lonely lonesome stranger danger ranger rebel rider riders driver drivers race racer speed speedy turbo nitro
  engine motor wheel wheels gear clutch brake diesel petrol garage mechanic mustangs firebird cougar tacoma tundra prius civic accord
  camry corolla celica supra skyline impala cadillac pontiac chrysler buick oldsmobile jeep wrangler cherokee blazer tahoe silverado
  sierra ranger explorer expedition focus fiesta escort
  physics chemistry biology science scientist history geography english math algebra geometry calculus teacher lecture lesson exam
  homework college graduate campus library museum theater cinema concert festival carnival circus party partying
  lightsaber jedi sith wookie ewok spock klingon kirk picard borg stargate matrix tron robocop predator alien aliens xfiles mulder
  scully buffy xena sherlock watson holmes jamesbond bond agent moonraker goldfinger goldeneye friends seinfeld cheers frasier
  southpark cartman familyguy futurama rugrats spongebob squidward patrick
  halo doom quake starcraft warcraft diablo counterstrike callofduty battlefield assassinscreed grandtheft finalfantasy metalgear
  halflife portal overwatch leagueoflegends dota tetris pacman galaga asteroids
  adidas nike reebok puma gucci prada chanel versace armani rolex gillette colgate toyotas philips siemens panasonic toshiba motorola logitech
  ericsson blackberry verizon vodafone comcast
  forgot forgotten remember reminder nomad wanderer traveler journey adventure paradise eden eternity eternal immortal infinity destiny
  fortune chance gamble winner loser broken lost found hidden secretly unknown mystery riddle puzzle enigma cipher code coder coding
  hacked hacking cracker crack virus trojan worm matrixx binary digital analog electric electron electronic neutron proton quantum plasma
  laser radar sonar signal static dynamic kinetic magnet magnetic gravity velocity
  `
    .trim()
    .split(/\s+/),
);
