"""Word lists of our own for names, streets and towns. No name here is meant to be of anyone."""

# Each community: (women's names, men's names, last names, language tag, share of households in 1,000)
COMMUNITIES = (
    (
        "Sarah Claire Julie Karen Tracey Donna Emma Gemma Leanne Kelly Chloe Jade Megan Holly Amy Louise Joan Maureen "
        "Doreen Sheila Pauline Beryl Brenda Hazel Ivy Rosemary Mary-Ann Natalie Stacey Bethany",
        "David Paul Mark Andrew Stephen Gary Darren Lee Craig Wayne Jason Ryan Jordan Callum Liam Kieran Dennis Ronald "
        "Kenneth Roy Alan Barry Trevor Neil Ian Stuart Adam Luke Nathan Billy-Joe",
        "Fenwick Marsh Holt Barker Whitlock Pearce Tanner Dutton Ashby Crowther Hargreave Nuttall Bexley Sowerby "
        "Thorley Wainscott Garside Ollerton Pickersgill Redfearn Stannard Turnbull Underhill Winterburn Yeadon Copley "
        "Hartley-Webb Broad Larkin Mayhew Rudge Selby D'Arcy Ormerod Penhale",
        "en",
        560,
    ),
    (
        "Agnieszka Katarzyna Małgorzata Joanna Ewa Monika Zofia Beata Dorota Łucja",
        "Piotr Krzysztof Tomasz Paweł Marcin Łukasz Michał Jakub Grzegorz Wojciech",
        "Kowalczyk Zieliński Wróbel Mazurek Pawlak Górski Dąbek Sikora Baran Jabłońska Kaczmarek Świder",
        "pl",
        70,
    ),
    (
        "Ayesha Fatima Nadia Shabana Rukhsana Zainab Nasreen Samina Priya Anjali Harpreet Meena Sunita Tahmina",
        "Imran Tariq Mohammed Asif Bilal Usman Kamran Gurpreet Harjit Rajesh Sanjay Anil Rafiq Shahid",
        "Hussain Malik Qureshi Chaudhry Sandhu Dhillon Bhatt Nair Rahman Miah Uddin Kaur Joshi Sharif Iyer",
        "ur",
        110,
    ),
    (
        "Ngozi Abimbola Folake Amina Efua Akosua Wanjiku Thandiwe Chidinma Adaeze Yaa Makena",
        "Chukwudi Babatunde Kwame Kofi Tunde Emeka Sipho Kamau Segun Yaw Tendai Obinna",
        "Adeyemi Okonkwo Mensah Boateng Owusu Mutasa Nwosu Ogunleye Kariuki Danquah Achebe N'Dour Sesay",
        "en",
        75,
    ),
    (
        "Angharad Sian Rhiannon Bethan Nerys Carys Ffion Siân",
        "Gareth Rhys Dafydd Huw Emyr Iwan Alun Geraint",
        "Llewellyn Pugh Gwynne Prosser Bowen Parry Vaughan Ap-Rhys",
        "cy",
        35,
    ),
    (
        "Siobhán Aoife Bridget Niamh Gráinne Róisín",
        "Declan Padraig Cormac Seán Brendan Eoin",
        "O'Malley O'Rourke McGinty Gallagher Byrne Docherty MacAuley Fitzsimons",
        "en",
        40,
    ),
    (
        "Marcia Shanice Yvonne Delroya Keisha Jacinth",
        "Delroy Winston Leroy Clive Errol Everton",
        "Gayle Pinnock Bogle Samuels Campbell Grant Whyte",
        "en",
        40,
    ),
    (
        "Ioana Elena Mihaela Andreea Iryna Oksana Olena Daniela",
        "Andrei Mihai Ionuț Florin Oleksandr Dmytro Bogdan Radu",
        "Popescu Ionescu Munteanu Dumitru Bondarenko Shevchuk Lupu Țurcanu",
        "ro",
        35,
    ),
    ("Leila Parisa Hana Rana Zahra Nour", "Ali Omar Hassan Karim Yusuf Dara", "Rostami Haddad Aziz Karimi", "ar", 25),
    ("Mei Li-Hua Hang Thuy", "Wei Jun Minh Chung", "Chen Wong Lam Nguyen Tran", "zh", 10),
)
ONE_NAME = "Sukarno Anandi Mahalakshmi Wahyuni Tenzin Zarghuna Bibi Nurhayati Ramachandran Dolma".split()

TOWNS = "Harrowmere,Ottersby,Long Fenning,Saltwick,Upper Tarn,Brackenley,Marl Cross,Eastholme".split(",")
ESTATES = (
    "Curlew,Teasel,Millrace,Orchard,Foundry,Beacon,Ropewalk,Larch,Quarry,Osier,Priory,Kiln,Weir,Gorse,Tollgate,Heron"
).split(",")
ESTATE_ENDS = "Green,Park,Rise,Bank,Fields,End,Quarter,Heath".split(",")
STREETS = (
    "Plover,Cobbler,Chandler,Dyer,Juniper,Bracken,Malthouse,Sexton,Granary,Weaver,Sorrel,Cooper,Fuller,Wherry,"
    "Harebell,Drover,Linnet,Saddler,Thatcher,Yarrow,Flax,Pound,Smithy,Campion,Dovecote"
).split(",")
STREET_ENDS = "Road,Street,Close,Lane,Walk,Avenue,Gardens,Crescent,Way,Drive".split(",")
BLOCKS = "Kestrel Point,Aldous House,Nightingale Court,Tarn House,Bellweather Court,Ferrier House,Mason Court".split(
    ","
)
