import { assortment } from '../assortment';

export const CAFE = assortment(`
# Coffee, from three-peaks-roasters
Espresso | 2.60 | | Brazil and Ethiopia
Double espresso | 3.20 | | For the second meeting
Macchiato | 3.00 | M | With a spot of milk
Cortado | 3.30 | M | Half and half
Flat white | 3.80 | M | Two shots, silky
Cappuccino | 3.70 | M | Until eleven, or all day
Caffè latte | 3.90 | M | A big one
Oat latte | 4.30 | G | With oat milk
Mocha | 4.40 | M | With real chocolate
Filter of the week | 3.60 | | Ask what it is
V60 for two | 6.80 | | Poured slowly
Cold brew | 4.20 | | Eighteen hours
Espresso tonic | 4.80 | | For hot days
Affogato | 4.90 | M | Vanilla ice cream drowned in espresso
# Tea and chocolate, from leaf-and-bud
English breakfast | 3.20 | | In a pot
Earl Grey | 3.20 | | Bergamot
Sencha | 3.60 | | Green, at seventy degrees
Fresh ginger tea | 3.80 | | With honey
Chai latte | 4.20 | M | House spice mix
Matcha latte | 4.80 | M | Ceremonial grade
Hot chocolate | 4.20 | M | 70 % dark
# Cold drinks, from orchard-press
Cloudy apple juice | 3.80 | | Pressed nearby
Fresh orange juice | 4.40 | | Four oranges
Rhubarb spritzer | 3.90 | | Tart
Homemade iced tea | 3.80 | | Lemon and mint
Still water | 2.60 | | Half a litre
# Breakfast, from mill-lane-bakery
Butter croissant | 2.80 | GM | Twenty-seven layers
Pain au chocolat | 3.20 | GM | Two bars inside
Cinnamon bun | 3.60 | GEM | Sticky
Granola bowl | 7.80 | MN | Yoghurt, stewed plums
Porridge with pear | 6.80 | GM | Brown butter, walnuts on request
Avocado toast | 9.20 | G | Chilli, lime, seeds
Eggs on toast | 8.40 | GEM | As you like them
Shakshuka | 10.80 | GE | Two eggs, peppers, feta on request
Full breakfast | 13.80 | GEM | No lunch needed
# Lunch, from mill-lane-bakery
Soup of the day | 7.20 | L | With bread
Grilled cheese sandwich | 8.80 | GM | Cheddar, leek
Chicken and pesto ciabatta | 9.40 | GMN | Rocket
Hummus and roast carrot wrap | 8.60 | GA | Dukkah
Quiche with leaf salad | 9.80 | GEMU | Changes daily
Caesar salad | 10.60 | GEFMU | With or without chicken
# Cakes, from mill-lane-bakery
Carrot cake | 4.60 | GEMN | Cream cheese icing
Lemon drizzle | 4.20 | GEM | Sharp
Chocolate brownie | 3.90 | EM | No flour, much chocolate
Baked cheesecake | 4.90 | GEM | New York style
Banana bread | 3.80 | GEN | Toasted, with butter
Oat and raisin cookie | 2.60 | GEM | The size of a saucer
Victoria sponge | 4.40 | GEM | Raspberry jam
`);

export const BAKERY = assortment(`
# Bread, from stone-mill-flour
Country sourdough | 5.80 | G | Thirty hours, dark crust
Rye with caraway | 5.40 | G | Dense and moist
Seeded spelt loaf | 6.20 | GA | Pumpkin, flax, sunflower
White tin loaf | 4.20 | GM | For toast
Baguette tradition | 2.40 | G | Four times a day
Ciabatta | 2.80 | G | Olive oil
Focaccia with sea salt | 4.60 | G | By the slab
Walnut bread | 5.90 | GN | With cheese
Pumpernickel | 4.80 | G | Baked for sixteen hours
Potato bread | 5.20 | GM | Soft for days
Challah | 6.40 | GE | Fridays
Gluten-free buckwheat loaf | 7.20 | E | Baked apart
# Rolls, from stone-mill-flour
Poppy seed roll | 0.90 | G | Crisp
Sesame bagel | 1.60 | GA | Boiled, then baked
Pretzel | 1.40 | GM | With coarse salt
Milk roll | 1.20 | GEM | For children and others
Onion roll | 1.10 | G | With butter
Rye roll | 1.00 | G | Caraway
# Pastry, from alpine-butter
Croissant | 2.40 | GM | Pure butter
Almond croissant | 3.40 | GMN | Twice baked
Pain aux raisins | 2.90 | GEM | Custard
Apple turnover | 2.80 | GM | Cinnamon
Cardamom knot | 3.20 | GEM | Freshly ground
Kouign-amann | 3.80 | GM | Butter, sugar, fire
Danish with apricot | 3.10 | GEM | Vanilla cream
Cheese straw | 2.20 | GM | Gruyère
Spinach and feta roll | 3.90 | GM | Warm
Sausage roll | 3.80 | GEU | Fennel seed
# Cakes, from alpine-butter
Plum crumble slice | 3.40 | GM | Late summer on a tray
Marble cake | 3.20 | GEM | Chocolate and vanilla
Cheesecake slice | 3.90 | GEM | Lemon
Black forest slice | 4.60 | GEMO | With kirsch
Poppy seed cake | 3.60 | GEM | Moist
Carrot cupcake | 3.20 | GEMN | Cream cheese
Eclair | 3.60 | GEM | Coffee or chocolate
Fruit tartlet | 4.20 | GEM | What is ripe
Macaron | 1.90 | EN | Pistachio, raspberry, caramel
Birthday cake, 8 people | 36.00 | GEM | Order a day ahead
# Drinks, from three-peaks-roasters
Filter coffee | 2.20 | | To go, too
Cappuccino | 3.20 | M | To go, too
Hot chocolate | 3.40 | M | With cream
Apple juice | 2.80 | | Cloudy
`);

export const BAR = assortment(`
# Classics, from north-dock-spirits
Old Fashioned | 11.80 | | Rye, bitters, orange
Negroni | 10.80 | O | Gin, vermouth, bitter
Dry Martini | 11.60 | O | Very cold, olive or twist
Manhattan | 11.80 | O | Rye, sweet vermouth
Daiquiri | 10.60 | | Rum, lime, sugar, nothing more
Whisky Sour | 11.20 | E | With a white cap
Mojito | 10.40 | | Mint, gently
French 75 | 12.20 | O | Gin and bubbles
Espresso Martini | 11.40 | | Wakes you up
Paloma | 10.20 | | Tequila, grapefruit
Penicillin | 12.40 | | Scotch, ginger, smoke
Last Word | 12.80 | | Four equal parts
# House drinks, from north-dock-spirits
Lamplighter | 11.90 | O | Sherry, apricot, rye
Fog on the River | 12.10 | E | Gin, Earl Grey, lemon
Night Tram | 12.30 | | Mezcal, beetroot, lime
Quiet Corner | 10.90 | N | Amaretto, pear, thyme
Paper Moon | 11.70 | O | Aperitivo, rum, passion fruit
# Without alcohol, from orchard-press
Garden Spritz | 7.20 | | Herbs, verjus, soda
Cucumber Cooler | 6.80 | | Cucumber, lime, tonic
Ginger and Smoke | 7.40 | | Lapsang, ginger, honey
Virgin Mary | 6.60 | LF | Well seasoned
# Beer and cider, from old-maltings
Pilsner, 0.3 l | 3.90 | G | Dry and bitter
Pale ale, 0.4 l | 5.40 | G | Grapefruit, pine
Stout, 0.4 l | 5.60 | G | Coffee, cocoa
Wheat beer, 0.5 l | 5.20 | G | Cloudy
Sour with raspberry, 0.3 l | 5.80 | G | Pink and sharp
Alcohol-free lager, 0.3 l | 3.80 | G | Tastes like one
Dry cider, 0.3 l | 4.60 | O | Farmhouse
# Wine, from quayside-cellars
Riesling, dry | 6.40 | O | Slate, peach
Grüner Veltliner | 6.20 | O | White pepper
Chardonnay | 7.20 | O | A little oak
Pinot Noir | 7.40 | O | Cherry, forest floor
Tempranillo | 6.60 | O | Leather, plum
Orange wine | 8.20 | O | Skin contact, tea
Crémant | 7.80 | O | By the glass
# Spirits, 4 cl, from north-dock-spirits
Islay single malt, 10 years | 9.80 | | Smoke and iodine
Speyside single malt, 12 years | 9.20 | | Honey and heather
Bourbon | 7.80 | | Vanilla
Aged rum, 8 years | 8.60 | | Molasses, orange peel
Reposado tequila | 8.80 | | Pepper, oak
Mezcal espadín | 9.20 | | Earth and smoke
# To eat, from orto-verde
Marinated olives | 4.80 | | Orange, fennel
Smoked almonds | 4.60 | N | Salted
Cheese board | 12.80 | MGN | Three kinds, chutney
Charcuterie board | 13.60 | UG | Pickles, bread
Grilled sandwich | 8.90 | GM | Late
Anchovies on toast | 7.80 | FGM | Cold butter
`);
