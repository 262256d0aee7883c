import { assortment } from '../assortment';

export const BISTRO = assortment(`
# Starters, from atlantic-fish
Harbour fish soup | 11.50 | GFEMC | Rock fish and saffron, with rouille and toasted sourdough
Half dozen oysters No. 3 | 18.00 | KO | On ice, shallot vinegar, brown bread
Salt cod fritters | 9.80 | GFEM | Crisp outside, soft inside, lemon aioli
Smoked mackerel rillettes | 8.90 | FMGU | Dill, pickled cucumber, grilled rye
Prawn cocktail Marie Rose | 12.40 | CEUM | North Sea prawns, little gem, a dash of brandy
Beetroot carpaccio | 9.20 | NM | Goat's curd, walnuts, horseradish
Onion soup gratinée | 8.50 | GM | Slow-cooked onions, Gruyère crust
# Mains, from atlantic-fish
Catch of the day | 24.50 | FM | Whatever came in this morning, brown butter, new potatoes
Fish and chips | 17.90 | FGEU | Haddock in beer batter, crushed peas, tartare sauce
Moules marinière | 19.50 | KMOL | A kilo of mussels, white wine, parsley, fries
Bouillabaisse for one | 27.00 | FCKGE | Five fish, saffron broth, rouille
Grilled sole meunière | 32.00 | FGM | On the bone, capers, lemon
Crab linguine | 22.80 | CGEO | Hand-picked crab, chilli, fennel
Squid ink risotto | 21.40 | KMO | Carnaroli rice, charred squid, gremolata
# Mains from the land, from hinterland-farms
Steak frites | 26.50 | MU | Bavette, café de Paris butter, twice-cooked fries
Roast chicken for two | 38.00 | M | Half an hour well spent: tarragon jus, bread sauce
Duck leg confit | 23.90 | O | White beans, orange, thyme
Mushroom pithivier | 18.60 | GEM | Chestnut mushrooms, Madeira sauce
Lentil and root vegetable cassoulet | 16.40 | L | Puy lentils, herb crumb, no meat at all
# Sides, from hinterland-farms
Triple-cooked fries | 4.80 | | With sea salt from the bay
Green beans and shallots | 4.90 | M | Tossed in butter
Leaf salad | 4.50 | U | Mustard dressing
Sourdough and seaweed butter | 4.20 | GM | Baked next door this morning
Buttered new potatoes | 4.70 | M | With chives
# Desserts, from corner-patisserie
Crème brûlée | 7.80 | EM | Tahitian vanilla
Lemon tart | 7.50 | GEM | Sharp, with crème fraîche
Dark chocolate pot | 7.20 | EM | Sea salt, olive oil
Rum baba | 8.40 | GEMO | As much rum as you like
Three cheeses | 11.00 | MGN | Ripe today, with quince
# Wine by the glass, from quayside-cellars
Muscadet sur lie | 6.20 | O | Made for oysters
Picpoul de Pinet | 6.40 | O | Lemon and salt
Sancerre | 9.50 | O | Gooseberry, flint
Albariño | 7.80 | O | Peach, Atlantic breeze
Côtes du Rhône | 6.50 | O | Plum and pepper
Crémant brut | 8.20 | O | Fine bubbles, dry
# Drinks, from quayside-cellars
Harbour lager | 4.80 | G | Brewed two streets away
Dry cider | 4.90 | O | From the orchard road
Homemade lemonade | 4.20 | | Lemon, thyme, soda
Sparkling water | 3.20 | | Half a litre
Espresso | 2.60 | | A short one
Café crème | 3.60 | M | A longer one
Fresh mint tea | 3.80 | | A whole bunch of it
`);

export const TRATTORIA = assortment(`
# Antipasti, from orto-verde
Burrata and tomatoes | 12.50 | M | Cuore di bue tomatoes, basil oil
Vitello tonnato | 13.80 | FEU | Cold veal, tuna cream, capers
Fritto misto | 14.50 | GFCK | Little fish, lemon, nothing else
Prosciutto and melon | 12.20 | | Aged for twenty-four months
Arancini al ragù | 8.40 | GEML | Three of them, still hot
Grilled artichokes | 9.60 | | Mint, garlic, olive oil
Focaccia with rosemary | 5.20 | G | From the wood oven
# Primi, from pastificio-nonna
Tagliatelle al ragù | 14.80 | GEML | Four hours on a low flame
Spaghetti alle vongole | 17.50 | GKO | Clams, parsley, white wine
Cacio e pepe | 13.20 | GM | Pecorino, pepper, patience
Carbonara | 14.20 | GEM | Guanciale, egg yolk, no cream
Gnocchi al pesto | 13.90 | GEMN | Potato gnocchi, Genoa basil
Lasagne della casa | 14.60 | GEML | Until it is gone
Pumpkin ravioli | 15.40 | GEMN | Sage butter, amaretti
Risotto allo zafferano | 16.20 | MO | Saffron, bone marrow
Orecchiette with broccoli rabe | 13.60 | GF | Anchovy, chilli
# Pizze, from molino-rosso
Margherita | 10.50 | GM | San Marzano tomatoes, fior di latte
Marinara | 9.20 | G | Tomato, garlic, oregano
Diavola | 12.80 | GM | Spicy salami, honey
Quattro formaggi | 13.40 | GM | Gorgonzola among others
Prosciutto e funghi | 13.60 | GM | Ham, mushrooms
Bufala e limone | 14.20 | GM | Buffalo mozzarella, lemon zest
Ortolana | 12.40 | GM | Grilled vegetables of the season
# Secondi, from macelleria-toscana
Saltimbocca | 21.50 | O | Veal, sage, prosciutto
Tagliata with rocket | 24.80 | M | Aged sirloin, Parmesan
Branzino al sale | 26.40 | FE | Sea bass in a salt crust
Melanzane alla parmigiana | 15.80 | GM | Aubergine, tomato, Parmesan
Pollo alla cacciatora | 18.40 | LO | Olives, rosemary, red wine
# Dolci, from orto-verde
Tiramisù | 7.40 | GEM | Made at noon
Panna cotta | 6.80 | M | Wild berries
Cannoli siciliani | 7.20 | GMN | Ricotta, pistachio
Affogato | 5.60 | M | Vanilla ice cream, espresso
Cantucci and vin santo | 7.80 | GENO | For dipping
# Vino, from cantina-sociale
Glass of Chianti | 5.80 | O | Cherry, a little dust
Glass of Soave | 5.40 | O | White flowers, almond
Glass of Primitivo | 6.20 | O | Dark fruit, warm
Negroni | 9.20 | O | Equal parts, stirred
Aperol spritz | 8.40 | O | With an olive
San Pellegrino | 3.60 | | Three quarters of a litre
Espresso ristretto | 2.20 | | Standing up, if you like
`);

export const IZAKAYA = assortment(`
# Small plates, from tsukiji-direct
Edamame with sea salt | 4.80 | S | Warm
Agedashi tofu | 6.90 | SGF | Dashi, grated daikon
Chicken karaage | 8.60 | GSE | Yuzu mayonnaise
Gyoza, five pieces | 7.80 | GSA | Pork and cabbage
Takoyaki | 8.20 | GKEF | Octopus, bonito flakes
Sashimi of the day | 16.50 | FS | Seven slices, fresh wasabi
Miso aubergine | 7.60 | SA | Sweet white miso
Potato salad, Osaka style | 5.80 | EU | Cucumber, pepper
Tamagoyaki | 6.20 | ESF | Rolled omelette
# Skewers, from shinjuku-butchers
Negima yakitori | 3.90 | GS | Chicken thigh and leek
Tsukune with egg yolk | 4.20 | GSE | Chicken meatball
Shiitake with butter | 3.60 | MS | Over charcoal
Pork belly with shiso | 4.10 | GS | Salt or sauce
Beef tongue with lemon | 4.90 | | Thin, quick
# Ramen, from menya-noodles
Tonkotsu ramen | 13.80 | GSEA | Eighteen hours of broth
Shoyu ramen | 12.90 | GSEF | Clear chicken broth, soy
Miso ramen | 13.40 | GSEA | Corn, butter, bean sprouts
Tantanmen | 13.90 | GSPAE | Sesame, chilli, minced pork
Yuzu shio ramen | 13.60 | GSEF | Light, with citrus
Vegetable ramen | 12.60 | GSA | Kombu broth, grilled greens
Tsukemen | 14.20 | GSEF | Thick noodles for dipping
# Rice and noodles, from menya-noodles
Unagi don | 21.50 | FGSE | Grilled eel on rice
Katsu curry | 14.40 | GESM | Crisp pork, mild curry
Oyakodon | 12.20 | ESFG | Chicken and egg on rice
Zaru soba | 10.80 | GSF | Cold buckwheat noodles
Yaki udon | 11.90 | GSCK | Fried, with seafood
# Sweets, from wagashi-house
Matcha tiramisù | 6.80 | GEM | Not traditional; very good
Black sesame ice cream | 5.20 | MA | Two scoops
Mochi, three kinds | 6.40 | S | Red bean, matcha, yuzu
# Drinks, from kura-imports
Junmai sake, 180 ml | 9.80 | | Cold or warm
Umeshu soda | 7.20 | O | Plum wine, ice
Draft lager | 5.40 | G | With a proper head
Whisky highball | 8.60 | G | Tall, very cold
Hojicha | 3.40 | | Roasted green tea
Ramune | 3.80 | | With the marble
`);

export const CURRY_HOUSE = assortment(`
# To begin, from spice-quarter
Onion bhaji | 5.80 | | Chickpea batter, tamarind
Samosa chaat | 6.90 | GM | Yoghurt, pomegranate, sev
Tandoori prawns | 11.80 | CMU | Mustard oil, lime
Seekh kebab | 8.20 | M | Minced lamb, green chilli
Paneer tikka | 8.40 | MU | From the clay oven
Papadums and pickles | 3.60 | U | Four of each
Lentil soup | 5.20 | | Cumin, lemon
# Curries, from spice-quarter
Butter chicken | 14.80 | MN | Tomato, fenugreek, cream
Lamb rogan josh | 16.20 | M | Kashmiri chilli, ginger
Goan fish curry | 16.80 | FU | Coconut, kokum
Chicken tikka masala | 14.60 | M | A classic of this island
Pork vindaloo | 14.90 | OU | As it should be: sour first, then hot
Keralan prawn moilee | 17.40 | CU | Coconut milk, curry leaves
Dal makhani | 11.20 | M | Black lentils, a night on the coals
Chana masala | 10.80 | | Chickpeas, black tea
Saag paneer | 12.40 | M | Spinach, fresh cheese
Aubergine bharta | 11.80 | | Smoked over fire
Vegetable korma | 12.20 | MN | Cashew, cardamom
# Biryani, from basmati-traders
Hyderabadi lamb biryani | 17.20 | MN | Sealed with dough, opened at the table
Chicken biryani | 15.40 | MN | With raita
Vegetable biryani | 13.20 | MN | Seven vegetables
# Breads and rice, from basmati-traders
Plain naan | 3.20 | GM | Blistered
Garlic naan | 3.60 | GM | With coriander
Peshwari naan | 4.20 | GMN | Coconut, almonds
Roti | 2.60 | G | Wholemeal
Pilau rice | 3.80 | | Whole spices
# Sweets and drinks, from spice-quarter
Gulab jamun | 5.20 | GM | Warm, rose syrup
Mango kulfi | 5.60 | MN | On a stick
Mango lassi | 4.40 | M | Alphonso mangoes
Masala chai | 3.20 | M | Boiled, not brewed
Indian pale ale | 4.90 | G | Where it all began
`);

export const NORDIC = assortment(`
# Small, from skagen-seafood
Toast Skagen | 13.80 | GCEM | Prawns, dill, roe
Pickled herring, three ways | 11.20 | FUM | Mustard, onion, juniper
Gravlax | 12.80 | FU | Sweet mustard, rye crisp
Smoked reindeer | 14.20 | M | Lingonberry, horseradish
Cauliflower with hazelnut | 9.80 | NM | Brown butter, västerbotten cheese
Crispbread and whipped butter | 4.60 | GM | Baked thin
# Mains, from northern-pastures
Meatballs with lingonberries | 17.20 | GEM | Cream sauce, pressed cucumber
Arctic char | 23.80 | FM | Dill, new potatoes
Venison stew | 22.40 | OL | Chanterelles, juniper
Baked cod with egg and prawns | 24.60 | FECM | Melted butter, horseradish
Potato dumplings | 15.20 | GE | Pork or mushroom
Celeriac schnitzel | 16.80 | GELU | Capers, lemon
Salmon on a plank | 22.20 | F | Cedar smoke
# Sweet, from fika-bakers
Cloudberries and cream | 9.20 | M | A short season
Sticky chocolate cake | 7.20 | GEM | Barely baked
Cardamom bun | 4.20 | GEM | Still warm
Almond tart | 7.40 | EMN | Cold, with coffee
# Drinks, from brannvin-imports
Aquavit, 4 cl | 8.20 | | Caraway and dill
Lingonberry soda | 4.20 | | House made
Pilsner, 40 cl | 6.80 | G | Dry
Filter coffee | 3.60 | | Refills are free
Elderflower sparkling | 5.20 | O | No alcohol
`);

export const TAQUERIA = assortment(`
# Tacos, from milpa-tortillas
Al pastor | 4.20 | | Pork off the spit, pineapple
Carnitas | 4.20 | | Slow pork, salsa verde
Baja fish taco | 4.80 | FGEU | Beer batter, cabbage, lime
Barbacoa | 4.60 | | Beef cheek, onion, coriander
Pollo asado | 4.00 | | Charred chicken, avocado
Hongos | 3.90 | | Oyster mushrooms, epazote
Camarones | 5.20 | CM | Prawns, chipotle crema
Rajas con crema | 3.80 | M | Poblano peppers, corn
# Plates, from milpa-tortillas
Enchiladas verdes | 12.80 | M | Chicken, tomatillo
Chilaquiles | 11.40 | ME | Fried egg, red salsa
Burrito grande | 11.80 | GM | Beans, rice, your choice
Quesadilla de flor | 9.60 | GM | Squash blossom
Mole poblano | 16.20 | NPAM | Twenty-three ingredients
Ceviche de pescado | 13.40 | F | Lime, serrano, tostadas
Tortilla soup | 8.20 | M | Pasilla chilli, avocado
# Sides, from mercado-central
Guacamole and totopos | 8.40 | | Made when you order
Elote | 4.80 | ME | Corn, cotija, chilli
Black beans | 3.60 | | With epazote
Three salsas | 3.20 | | Mild, hot, and not for everyone
# Sweet and cold, from mercado-central
Churros | 6.20 | GEM | Chocolate, cinnamon
Tres leches | 6.80 | GEM | Three milks
Horchata | 3.80 | N | Rice, cinnamon
Agua de jamaica | 3.60 | | Hibiscus
Margarita | 9.80 | O | On the rocks, half salt
Michelada | 7.40 | GF | Beer, lime, spice
Mezcal, 4 cl | 9.20 | | With orange
`);
