"""Articles on films that nobody made, in both forms, for the tests of the import."""

PIER = """\
= The Long Pier (2019 film) =

The Long Pier
- Director: Ada Berg, Ben Koch, Cleo Marsh and Dag Orre
- Writer: Ada Berg
- Starring: Dora Finn, Émile Lafarge
- Production companies: Quay Films, Inc., Studio Nord
- Distributor: Netflix
- Released: 12 February 2019
- Running time: 1 hour 48 minutes
- Countries: Norway, France
- Languages: Norwegian, French
- Budget: €7.5 million
- Awards: a bronze gull

The Long Pier (Norwegian: Den lange bryggen) is a drama film about a ferry that never comes.

It opened worldwide in winter and was streamed over 2 million times in its first four weeks.

==Plot==
Moe (Dora Finn), who mends nets, waits on the pier with her brother Lin (Émile Lafarge). \
The harbour master Holt (Rolf Haas) tells them to go home.

At night Lin rows out. Holt follows him with a lamp, and Moe keeps the fire.

==Production==
The pier was built for the film.

===Filming===
The crew worked for 40 days, always at dusk.

==Reception==
Iris Stone of Harbour Weekly called it "a lamp held up to grey water", and liked Finn. \
Writing in The Gazette, Tom O'Neil found it "as long as its pier" and said that the ferry \
"deserved better".

Nobody knows who wrote "bring a coat".

==References==
Some old papers.
"""

GULL = """\
{{Short description|2021 film}}
{{Infobox film
| name         = The Gull
| image        = Gull.jpg
| director     = {{ubl|[[Una Vik]]|Rolf Haas}}
| writer       = Una Vik<br />[[Per Lund (writer)|Per Lund]]
| starring     = {{plainlist|
* [[Dora Finn]]
* 佐藤 健<ref name="weekly">{{cite news |last=Stone |first=Iris |title=''The Gull'' flies \
|work=Harbour Weekly |date=3 March 2021 |url=https://weekly.example/gull \
|access-date=2021-04-01}}</ref>
}}
| music        = {{hlist|Mia Roos|Jan Ek}}
| studio       = Quay Films
| distributor  = Harbour Releasing
| released     = {{Film date|2021|2|12|[[Berlinale]]|2021|3|5|Norway|df=yes}}
| runtime      = {{duration|h=1|m=32}}<!-- by the box -->
| country      = {{ubl|Norway|United States}}
| language     = {{hlist|Norwegian|Brazilian Portuguese}}
| budget       = {{US$|3 million}}<ref>[https://numbers.example/gull The numbers]</ref>
| gross        = $4–5 million
| preceded_by  = ''The Long Pier''
}}
'''''The Gull''''' ({{langx|nb|Måken}}) is a 2021 film<ref name="weekly" /> by [[Una Vik]], \
set 3&nbsp;km from ''land'' and 2 * 2 piers.

[[File:Still.jpg|thumb|A [[gull]]]]
== Plot ==
A '''gull''' steals the ''Argo''{{'s}} compass.

== Cast ==
* [[Dora Finn]] as Moe, who mends nets
* 佐藤 健 as Captain Ito (voice)
* Gus and Hal Brandt as the twins

== Production ==
{{quote|We had one gull.|Una Vik}}
=== Music ===
The score is for [https://horns.example four horns].{{unheard of}}
{| class="wikitable"
| a || b
|}
; Notes
# One
## One and a half

== Reception ==
Iris Stone of ''Harbour Weekly'' called it "all wing".<ref name="weekly" /> \
In ''The Gazette'', Tom O'Neil gave it 2/5 and wrote, "It lands, badly."

== External links ==
* [https://gull.example Official site]
"""
