import { assortment } from '../assortment';

export const BOOKS = assortment(`
# Novels, from gathered-leaves-distribution
Middlemarch | 11.90 | | George Eliot. A whole town, and every heart in it
Pride and Prejudice | 8.90 | | Jane Austen. A truth universally acknowledged
Persuasion | 8.90 | | Jane Austen. Second chances by the sea
Emma | 9.20 | | Jane Austen. Handsome, clever, and rich
Jane Eyre | 9.90 | | Charlotte Brontë. Reader, you know the rest
Wuthering Heights | 9.50 | | Emily Brontë. Weather and worse
Villette | 10.40 | | Charlotte Brontë. A school, a city, a silence
Great Expectations | 9.90 | | Charles Dickens. Money from nowhere
Bleak House | 11.50 | | Charles Dickens. Fog, and a lawsuit without end
David Copperfield | 11.20 | | Charles Dickens. His own favourite
Tess of the d'Urbervilles | 9.80 | | Thomas Hardy. Bring a handkerchief
Far from the Madding Crowd | 9.80 | | Thomas Hardy. Sheep and suitors
North and South | 9.60 | | Elizabeth Gaskell. Mills and manners
Vanity Fair | 10.90 | | William Makepeace Thackeray. Without a hero
The Portrait of a Lady | 10.80 | | Henry James. Isabel Archer in Europe
The Age of Innocence | 9.90 | | Edith Wharton. Old New York
Mrs Dalloway | 9.40 | | Virginia Woolf. Flowers, bought herself
To the Lighthouse | 9.40 | | Virginia Woolf. If it is fine tomorrow
Orlando | 9.60 | | Virginia Woolf. Four centuries, one life
A Room with a View | 9.20 | | E. M. Forster. Florence, then Surrey
Howards End | 9.40 | | E. M. Forster. Only connect
Ulysses | 14.90 | | James Joyce. One day in Dublin
Dubliners | 8.80 | | James Joyce. Fifteen stories
Moby-Dick | 11.40 | | Herman Melville. More whale than you expect
The Scarlet Letter | 8.80 | | Nathaniel Hawthorne. A for many things
Little Women | 9.90 | | Louisa May Alcott. Four sisters
My Ántonia | 9.60 | | Willa Cather. The prairie
The Great Gatsby | 8.90 | | F. Scott Fitzgerald. A green light
# In translation, from gathered-leaves-distribution
Anna Karenina | 12.40 | | Leo Tolstoy. All happy families are alike
War and Peace | 15.90 | | Leo Tolstoy. Both, at length
Crime and Punishment | 11.90 | | Fyodor Dostoevsky. An axe and a conscience
The Brothers Karamazov | 13.90 | | Fyodor Dostoevsky. Three brothers, or four
Fathers and Sons | 9.40 | | Ivan Turgenev. Generations
Dead Souls | 10.20 | | Nikolai Gogol. A strange business
Selected Stories | 10.90 | | Anton Chekhov. Doctors, ladies, dogs
Madame Bovary | 9.90 | | Gustave Flaubert. Provincial manners
The Count of Monte Cristo | 14.90 | | Alexandre Dumas. Revenge, unhurried
Les Misérables | 15.90 | | Victor Hugo. With the digressions
Germinal | 10.90 | | Émile Zola. Below ground
Swann's Way | 12.90 | | Marcel Proust. It begins with sleep
Don Quixote | 14.40 | | Miguel de Cervantes. The first and still the funniest
The Trial | 9.40 | | Franz Kafka. Someone must have slandered Josef K.
Buddenbrooks | 13.40 | | Thomas Mann. The decline of a family
Effi Briest | 9.80 | | Theodor Fontane. That is too wide a field
Hunger | 9.60 | | Knut Hamsun. Oslo on an empty stomach
Kokoro | 10.40 | | Natsume Sōseki. A student and his Sensei
# Poetry, from small-press-union
Leaves of Grass | 10.90 | | Walt Whitman. Contains multitudes
Collected Poems | 13.90 | | Emily Dickinson. Slant truths
Selected Poems | 10.40 | | John Keats. Odes and letters
Songs of Innocence and of Experience | 12.40 | | William Blake. With the plates
The Sonnets | 8.40 | | William Shakespeare. All 154
Duino Elegies | 10.80 | | Rainer Maria Rilke. Facing pages
Flowers of Evil | 10.90 | | Charles Baudelaire. Facing pages
The Narrow Road to the Deep North | 9.80 | | Matsuo Bashō. Walking, and stopping
Goblin Market | 7.90 | | Christina Rossetti. Come buy
# Mystery and the uncanny, from night-train-books
The Moonstone | 9.90 | | Wilkie Collins. A diamond goes missing
The Woman in White | 10.40 | | Wilkie Collins. Midnight, a road
The Hound of the Baskervilles | 8.40 | | Arthur Conan Doyle. Gigantic
The Adventures of Sherlock Holmes | 9.40 | | Arthur Conan Doyle. Twelve cases
Dracula | 9.60 | | Bram Stoker. Told in letters
Frankenstein | 8.90 | | Mary Shelley. The first of its kind
The Turn of the Screw | 7.90 | | Henry James. Are they there?
Tales of Mystery and Imagination | 9.90 | | Edgar Allan Poe. Late at night
Strange Case of Dr Jekyll and Mr Hyde | 6.90 | | Robert Louis Stevenson. One evening's reading
Carmilla | 7.40 | | Sheridan Le Fanu. Before the count
# Wonder, from night-train-books
The Time Machine | 7.40 | | H. G. Wells. Eight hundred thousand years
The War of the Worlds | 7.90 | | H. G. Wells. Surrey has visitors
Twenty Thousand Leagues Under the Sea | 9.40 | | Jules Verne. The Nautilus
Around the World in Eighty Days | 8.40 | | Jules Verne. Mind the clock
Gulliver's Travels | 9.20 | | Jonathan Swift. Not for children, mostly
Utopia | 7.40 | | Thomas More. Nowhere
# For children, from lantern-house
Alice's Adventures in Wonderland | 9.90 | | Lewis Carroll. Illustrated
The Wind in the Willows | 10.90 | | Kenneth Grahame. Messing about in boats
The Secret Garden | 8.90 | | Frances Hodgson Burnett. A key
Treasure Island | 8.40 | | Robert Louis Stevenson. Pieces of eight
Heidi | 8.90 | | Johanna Spyri. Mountain air
Pinocchio | 9.40 | | Carlo Collodi. Sterner than the film
The Jungle Book | 8.90 | | Rudyard Kipling. The law of the pack
Grimms' Fairy Tales | 12.90 | | Jacob and Wilhelm Grimm. Unsoftened
The Railway Children | 8.40 | | Edith Nesbit. Waving at trains
# Thought and travel, from small-press-union
Meditations | 8.90 | | Marcus Aurelius. Notes to himself
Walden | 9.40 | | Henry David Thoreau. Two years by a pond
Essays | 13.90 | | Michel de Montaigne. What do I know?
A Vindication of the Rights of Woman | 9.40 | | Mary Wollstonecraft. 1792, still current
On the Origin of Species | 11.40 | | Charles Darwin. One long argument
The Voyage of the Beagle | 11.90 | | Charles Darwin. Five years at sea
A Room of One's Own | 7.90 | | Virginia Woolf. And five hundred a year
The Art of War | 7.40 | | Sunzi. Thirteen short chapters
Tao Te Ching | 8.40 | | Laozi. Eighty-one
# Paper and gifts, from pen-and-twine
Dotted notebook, A5 | 12.50 | | 192 pages, lies flat
Pocket notebook, three pack | 9.50 | | Plain, lined, squared
Linen tote bag | 14.00 | | Holds nine paperbacks
Letterpress card | 4.20 | | Blank inside
Brass bookmark | 6.50 | | Will outlast the book
Wrapping paper, sheet | 3.20 | | Marbled by hand
Gift voucher 25 | 25.00 | | For the undecided
`);

export const GROCERY = assortment(`
# Fruit, from orchard-cooperative
Braeburn apples, 1 kg | 3.20 | | From the lake
Conference pears, 1 kg | 3.40 | | Almost ripe
Bananas, 1 kg | 2.20 | | Fair trade
Blood oranges, 1 kg | 3.90 | | Sicily
Lemons, net of four | 2.40 | | Untreated
Strawberries, 500 g | 4.20 | | Picked this morning
Blueberries, 250 g | 3.60 | | From the heath
Grapes, 500 g | 3.40 | | Seedless
Mango | 2.60 | | Ready to eat
Figs, four | 3.20 | | Fragile
# Vegetables, from green-valley
Vine tomatoes, 500 g | 2.80 | | They smell of it
Cucumber | 1.20 | | Unwrapped
Waxy potatoes, 2 kg | 3.40 | | New crop
Carrots in a bunch | 2.20 | | With their tops
Onions, 1 kg | 1.80 | | Yellow
Red peppers, three | 3.20 | | Sweet
Courgettes, 500 g | 2.40 | | Small ones
Leaf spinach, 300 g | 2.60 | | Washed
Field mushrooms, 400 g | 3.40 | | Brown
Celeriac | 2.60 | L | Heavy
Garlic, three bulbs | 1.90 | | New season
# Dairy and eggs, from alpine-dairy
Whole milk, 1 l | 1.60 | M | Unhomogenised
Oat drink, 1 l | 2.20 | G | For coffee
Natural yoghurt, 500 g | 2.40 | M | In the glass
Salted butter, 250 g | 3.40 | M | From the churn
Free-range eggs, ten | 4.20 | E | From the farm at the edge of town
Mountain cheese, 200 g | 5.60 | M | Fourteen months
Feta, 200 g | 3.40 | M | Sheep and goat
Mozzarella di bufala | 3.60 | M | In its water
Crème fraîche, 200 g | 1.90 | M | Thick
# Pantry, from harvest-store
Spaghetti, 500 g | 1.90 | G | Bronze-drawn
Arborio rice, 1 kg | 3.80 | | For risotto
Red lentils, 500 g | 2.60 | | Ten minutes
Chickpeas, jar | 2.20 | | Ready
Peeled tomatoes, tin | 1.60 | | San Marzano type
Extra virgin olive oil, 0.5 l | 9.80 | | First pressing
Wine vinegar, 0.5 l | 3.40 | O | Red
Sea salt, 250 g | 2.80 | | Flakes
Black pepper, 50 g | 3.20 | | Whole
Dijon mustard, 200 g | 2.60 | U | Sharp
Tahini, 300 g | 4.80 | A | Stone ground
Peanut butter, 350 g | 4.20 | P | Nothing but peanuts
Forest honey, 500 g | 7.80 | | From twelve hives
Apricot jam, 220 g | 4.20 | | Two thirds fruit
Rolled oats, 1 kg | 2.20 | G | Wholegrain
Wheat flour, 1 kg | 1.40 | G | For everything
Soy sauce, 250 ml | 3.80 | SG | Brewed for a year
# Bread and biscuits, from mill-lane-bakery
Sourdough, half loaf | 3.40 | G | From next door
Oatcakes, 250 g | 2.80 | G | With cheese
Butter biscuits, 200 g | 3.20 | GEM | In a tin
Dark chocolate, 70 % | 2.90 | S | Bean to bar
Hazelnut wafers | 2.40 | GNMS | Three layers
# Drinks, from orchard-press
Apple juice, 1 l | 2.80 | | Cloudy
Mineral water, six bottles | 4.20 | | Sparkling
Ground coffee, 250 g | 6.80 | | Medium roast
Loose black tea, 100 g | 5.40 | | Second flush
Pilsner, six bottles | 7.90 | G | With deposit
Table wine, white | 7.40 | O | Dry
Table wine, red | 7.40 | O | Friendly
# Household, from clean-slate
Olive oil soap | 3.80 | | From Aleppo
Washing-up liquid, refill | 2.60 | | Bring a bottle
Beeswax candles, four | 8.40 | | Hand-dipped
Kitchen towels, linen | 12.80 | | Two
`);

export const FASHION = assortment(`
# Tops, from atelier-minho
Organic cotton T-shirt | 29.00 | | Heavy jersey, 220 g
Breton shirt | 49.00 | | Twenty-one stripes
Oxford shirt | 79.00 | | Mother-of-pearl buttons
Linen shirt | 85.00 | | Garment-washed
Merino crew neck | 98.00 | | Extra fine, for three seasons
Lambswool cardigan | 119.00 | | Horn buttons
Silk blouse | 129.00 | | Washable
Waffle henley | 55.00 | | Two buttons
Fisherman's sweater | 139.00 | | Oiled wool
Sleeveless top | 35.00 | | Fine rib
# Trousers and skirts, from atelier-minho
Straight jeans | 109.00 | | Selvedge, 13 oz
Wide-leg trousers | 119.00 | | Wool twill
Chinos | 89.00 | | Brushed cotton
Corduroy trousers | 99.00 | | Eight wales
Pleated midi skirt | 95.00 | | With pockets
Denim skirt | 75.00 | | A-line
Linen shorts | 65.00 | | Drawstring
# Dresses, from studio-lumen
Wrap dress | 129.00 | | Viscose crêpe
Shirt dress | 119.00 | | Poplin
Knitted dress | 149.00 | | Merino blend
Slip dress | 109.00 | | Satin back
# Jackets and coats, from studio-lumen
Chore jacket | 129.00 | | Three pockets
Denim jacket | 119.00 | | Unlined
Waxed rain jacket | 189.00 | | Rewaxable
Wool overcoat | 329.00 | | Double-faced
Quilted vest | 109.00 | | Recycled filling
Trench coat | 289.00 | | Gabardine
# Shoes, from almansa-shoes
White leather sneakers | 139.00 | | Stitched sole
Chelsea boots | 219.00 | | Goodyear welted
Penny loafers | 189.00 | | Calf leather
Espadrilles | 49.00 | | Jute
Desert boots | 159.00 | | Suede
# Accessories, from pen-and-twine
Wool scarf | 59.00 | | Herringbone
Ribbed beanie | 32.00 | | Merino
Leather belt | 69.00 | | Vegetable-tanned
Canvas tote | 39.00 | | Waxed base
Cotton socks, three pairs | 24.00 | | Reinforced heel
Silk scarf | 79.00 | | Hand-rolled edges
Leather gloves | 89.00 | | Cashmere lining
`);

export const FLOWERS = assortment(`
# Bouquets, from aalsmeer-growers
Market bouquet, small | 18.00 | | Whatever is loveliest today
Market bouquet, large | 34.00 | | The same, and more of it
Meadow bunch | 24.00 | | Loose, as if picked on the way
White bouquet | 32.00 | | Ranunculus, lisianthus, eucalyptus
A dozen roses | 38.00 | | Garden roses, scented
Peonies, seven stems | 29.00 | | For as long as they last
Tulips, twenty stems | 16.00 | | Mixed
Sunflowers, five | 15.00 | | Tall
Dried bouquet | 36.00 | | Lasts for years
Bridal bouquet | 95.00 | | After a conversation
# Stems, from aalsmeer-growers
Rose, single | 3.80 | | Ask for the scented ones
Lily | 4.60 | | Three buds
Hydrangea | 6.20 | | Blue or white
Eucalyptus branch | 2.80 | | Smells good in the shower
Amaryllis | 7.20 | | In winter
Anemones, ten | 12.00 | | Dark hearts
# Plants, from glasshouse-nord
Monstera | 32.00 | | Grows on you
Olive tree, small | 39.00 | | For the balcony
Rosemary | 5.80 | | For the kitchen
Maidenhair fern | 14.00 | | Needs company and water
Rubber plant | 28.00 | | Forgives
Orchid, two stems | 26.00 | | White
Cactus | 9.00 | | Forgives more
Lavender | 7.80 | | For bees
# Things, from pen-and-twine
Stoneware vase | 42.00 | | Thrown by a neighbour
Watering can, 2 l | 28.00 | | Zinc
Potting soil, 10 l | 7.20 | | Without peat
Secateurs | 34.00 | | For life
Handwritten card | 3.50 | | Tell us what to say
`);
