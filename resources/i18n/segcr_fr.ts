<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>SegcrDock</name>
    <message>
      <source>Processor</source>
      <translation>Processeur</translation>
    </message>
    <message>
      <source>NVIDIA graphics card</source>
      <translation>Carte graphique NVIDIA</translation>
    </message>
    <message>
      <source>Apple graphics</source>
      <translation>Graphismes Apple</translation>
    </message>
    <message>
      <source>Advanced</source>
      <translation>Avancé</translation>
    </message>
    <message>
      <source>from the model</source>
      <translation>selon le modèle</translation>
    </message>
    <message>
      <source>Cloud mask</source>
      <translation>Masque de nuages</translation>
    </message>
    <message>
      <source>A raster that says where clouds are. Without it, the network finds them.</source>
      <translation>Un raster qui dit où sont les nuages. Sans lui, le réseau les trouve.</translation>
    </message>
    <message>
      <source>Mask values that mean cloud</source>
      <translation>Valeurs du masque qui signifient nuage</translation>
    </message>
    <message>
      <source>Empty: the mask holds 0 and 1, or a probability.</source>
      <translation>Vide : le masque contient 0 et 1, ou une probabilité.</translation>
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation>Seuil de nuage</translation>
    </message>
    <message>
      <source>Between 0 and 1: where the cloud impact is lower, the input stays as it is.</source>
      <translation>Entre 0 et 1 : là où l'impact des nuages est plus faible, l'entrée reste telle quelle.</translation>
    </message>
    <message>
      <source>Tile size in pixels</source>
      <translation>Taille des tuiles en pixels</translation>
    </message>
    <message>
      <source>Smaller tiles need less memory.</source>
      <translation>Des tuiles plus petites demandent moins de mémoire.</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Périphérique</translation>
    </message>
    <message>
      <source>Where the network runs.</source>
      <translation>Où le réseau s'exécute.</translation>
    </message>
    <message>
      <source>Whole optical layer</source>
      <translation>Toute la couche optique</translation>
    </message>
    <message>
      <source>Map canvas</source>
      <translation>Canevas de la carte</translation>
    </message>
    <message>
      <source>Drawn rectangle</source>
      <translation>Rectangle dessiné</translation>
    </message>
    <message>
      <source>Draw the rectangle on the map</source>
      <translation>Dessiner le rectangle sur la carte</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>Bleu</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>Vert</translation>
    </message>
    <message>
      <source>Red</source>
      <translation>Rouge</translation>
    </message>
    <message>
      <source>Near infrared</source>
      <translation>Proche infrarouge</translation>
    </message>
    <message>
      <source>Short-wave infrared, 1.6 µm</source>
      <translation>Infrarouge à ondes courtes, 1,6 µm</translation>
    </message>
    <message>
      <source>Short-wave infrared, 2.2 µm</source>
      <translation>Infrarouge à ondes courtes, 2,2 µm</translation>
    </message>
    <message>
      <source>not in the layer</source>
      <translation>absente de la couche</translation>
    </message>
    <message>
      <source>Class areas</source>
      <translation>Surfaces des classes</translation>
    </message>
    <message>
      <source>{name}: {percent} %, {area}, {clouded} % of it under cloud</source>
      <translation>{name} : {percent} %, {area}, dont {clouded} % sous les nuages</translation>
    </message>
    <message>
      <source>Demo scene, cloudy</source>
      <translation>Scène de démonstration, nuageuse</translation>
    </message>
    <message>
      <source>Demo scene, radar</source>
      <translation>Scène de démonstration, radar</translation>
    </message>
    <message>
      <source>SegCR demo (synthetic landscape, simulated clouds)</source>
      <translation>Démonstration de SegCR (paysage synthétique, nuages simulés)</translation>
    </message>
    <message>
      <source>The demo scene could not be copied to {folder} ({reason}).</source>
      <translation>La scène de démonstration n'a pas pu être copiée dans {folder} ({reason}).</translation>
    </message>
    <message>
      <source>Done, but the project was closed meanwhile: nothing was added to this one. The results are in {folder}.</source>
      <translation>Terminé, mais le projet a été fermé entre-temps : rien n'a été ajouté à celui-ci. Les résultats sont dans {folder}.</translation>
    </message>
    <message>
      <source>SegCR</source>
      <translation>SegCR</translation>
    </message>
    <message>
      <source>Layer '{layer}' is still being looked at: try again in a moment.</source>
      <translation>La couche « {layer} » est encore en cours d’examen : réessayez dans un instant.</translation>
    </message>
    <message>
      <source>The map canvas shows nothing of layer '{layer}': zoom to it first.</source>
      <translation>Le canevas ne montre rien de la couche « {layer} » : zoomez d'abord sur elle.</translation>
    </message>
    <message>
      <source>Nothing in that area holds values: the results are empty. Choose another area, or a layer that has data there.</source>
      <translation>Cette zone ne contient aucune valeur : les résultats sont vides. Choisissez une autre zone, ou une couche qui y a des données.</translation>
    </message>
    <message>
      <source>Preview done.</source>
      <translation>Aperçu terminé.</translation>
    </message>
    <message>
      <source>Done; {share} % was clouded.</source>
      <translation>Terminé ; {share} % était couvert de nuages.</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>Aperçu</translation>
    </message>
    <message>
      <source>Last result</source>
      <translation>Dernier résultat</translation>
    </message>
    <message>
      <source>Set up the engine…</source>
      <translation>Installer le moteur…</translation>
    </message>
    <message>
      <source>Zoom to layer</source>
      <translation>Zoomer sur la couche</translation>
    </message>
    <message>
      <source>Draw a rectangle on the map first.</source>
      <translation>Dessinez d'abord un rectangle sur la carte.</translation>
    </message>
    <message>
      <source>Cancelling</source>
      <translation>Annulation</translation>
    </message>
    <message>
      <source>Choose an optical layer first.</source>
      <translation>Choisissez d'abord une couche optique.</translation>
    </message>
    <message>
      <source>QGIS deletes them when it is closed: copy what you want to keep.</source>
      <translation>QGIS les supprime à sa fermeture : copiez ce que vous voulez garder.</translation>
    </message>
    <message>
      <source>Manage models…</source>
      <translation>Gérer les modèles…</translation>
    </message>
    <message>
      <source>Show the tile size</source>
      <translation>Afficher la taille de tuile</translation>
    </message>
    <message>
      <source>Draw a rectangle on the map.</source>
      <translation>Dessinez un rectangle sur la carte.</translation>
    </message>
    <message>
      <source>The engine that computes is not set up yet.</source>
      <translation>Le moteur de calcul n'est pas encore installé.</translation>
    </message>
    <message>
      <source>Outside of the optical layer.</source>
      <translation>En dehors de la couche optique.</translation>
    </message>
    <message>
      <source>Cancelled, nothing was written.</source>
      <translation>Annulé, rien n'a été écrit.</translation>
    </message>
    <message>
      <source>Show log</source>
      <translation>Afficher le journal</translation>
    </message>
    <message>
      <source>{size} MB</source>
      <translation>{size} Mo</translation>
    </message>
    <message>
      <source>Which engine</source>
      <translation>Quel moteur</translation>
    </message>
    <message>
      <source>Looking at this computer…</source>
      <translation>Examen de cet ordinateur…</translation>
    </message>
    <message>
      <source>No engine is built for this computer: use an existing Python.</source>
      <translation>Aucun moteur n'existe pour cet ordinateur : utilisez un Python existant.</translation>
    </message>
    <message>
      <source>{size} GB</source>
      <translation>{size} Go</translation>
    </message>
    <message>
      <source>Standard, on the processor</source>
      <translation>Standard, sur le processeur</translation>
    </message>
    <message>
      <source>PyTorch; runs every model on any computer.</source>
      <translation>PyTorch ; exécute tous les modèles sur tout ordinateur.</translation>
    </message>
    <message>
      <source>Standard, on the graphics card</source>
      <translation>Standard, sur la carte graphique</translation>
    </message>
    <message>
      <source>Standard, with Apple graphics</source>
      <translation>Standard, avec les graphismes Apple</translation>
    </message>
    <message>
      <source>PyTorch; runs every model, on the graphics part where it can.</source>
      <translation>PyTorch ; exécute tous les modèles, sur la partie graphique là où elle le peut.</translation>
    </message>
    <message>
      <source>Light, on the processor</source>
      <translation>Léger, sur le processeur</translation>
    </message>
    <message>
      <source>OpenVINO or ONNX Runtime; small, for models that come with an ONNX file.</source>
      <translation>OpenVINO ou ONNX Runtime ; peu volumineux, pour les modèles fournis avec un fichier ONNX.</translation>
    </message>
    <message>
      <source>Downloads about {download}, takes {disk}.</source>
      <translation>Télécharge environ {download}, occupe {disk}.</translation>
    </message>
    <message>
      <source>None of the installed models comes with one yet.</source>
      <translation>Aucun des modèles installés n'en est encore fourni.</translation>
    </message>
    <message>
      <source>{engine} (recommended)</source>
      <translation>{engine} (recommandé)</translation>
    </message>
    <message>
      <source>PyTorch for your {card}; the fastest.</source>
      <translation>PyTorch pour votre {card} ; le plus rapide.</translation>
    </message>
    <message>
      <source>Set up the SegCR engine</source>
      <translation>Installer le moteur SegCR</translation>
    </message>
    <message>
      <source>Set up</source>
      <translation>Installer</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Use an existing Python…</source>
      <translation>Utiliser un Python existant…</translation>
    </message>
    <message>
      <source>Copy diagnostics</source>
      <translation>Copier le diagnostic</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Choose a Python with PyTorch and rasterio</source>
      <translation>Choisir un Python doté de PyTorch et de rasterio</translation>
    </message>
    <message>
      <source>The diagnostics are on the clipboard.</source>
      <translation>Le diagnostic est dans le presse-papiers.</translation>
    </message>
    <message>
      <source>Getting a Python</source>
      <translation>Obtention d'un Python</translation>
    </message>
    <message>
      <source>Making the environment</source>
      <translation>Création de l'environnement</translation>
    </message>
    <message>
      <source>Downloading and installing</source>
      <translation>Téléchargement et installation</translation>
    </message>
    <message>
      <source>Checking that it works</source>
      <translation>Vérification du fonctionnement</translation>
    </message>
    <message>
      <source>The engine is ready.</source>
      <translation>Le moteur est prêt.</translation>
    </message>
    <message>
      <source>SegCR computes in a Python of its own. QGIS's Python is never touched, and no administrator rights are needed.</source>
      <translation>SegCR calcule dans un Python à part. Le Python de QGIS n'est jamais modifié et aucun droit d'administrateur n'est nécessaire.</translation>
    </message>
    <message>
      <source>What will be run</source>
      <translation>Ce qui sera exécuté</translation>
    </message>
    <message>
      <source>As pip is configured</source>
      <translation>Selon la configuration de pip</translation>
    </message>
    <message>
      <source>Without network, or through a mirror</source>
      <translation>Sans réseau, ou par un miroir</translation>
    </message>
    <message>
      <source>Folder of wheels</source>
      <translation>Dossier de wheels</translation>
    </message>
    <message>
      <source>Package index</source>
      <translation>Index de paquets</translation>
    </message>
    <message>
      <source>This computer could not be looked at.</source>
      <translation>Cet ordinateur n'a pas pu être examiné.</translation>
    </message>
    <message>
      <source>Set up again</source>
      <translation>Réinstaller</translation>
    </message>
    <message>
      <source>Cancelled; what was begun has been removed.</source>
      <translation>Annulé ; ce qui avait été commencé a été supprimé.</translation>
    </message>
    <message>
      <source>No engine is set up yet.</source>
      <translation>Aucun moteur n'est encore installé.</translation>
    </message>
    <message>
      <source>Go on in the background</source>
      <translation>Continuer en arrière-plan</translation>
    </message>
    <message>
      <source>Goes to {folder}, on {python}.</source>
      <translation>Va dans {folder}, sur {python}.</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>The Python in use, {python}, lacks {libraries}.</source>
      <translation>Le Python utilisé, {python}, n'a pas {libraries}.</translation>
    </message>
    <message>
      <source>Ready: {engine}, Python {version}, in {python}</source>
      <translation>Prêt : {engine}, Python {version}, dans {python}</translation>
    </message>
    <message>
      <source>Remove old engines ({size})</source>
      <translation>Supprimer les anciens moteurs ({size})</translation>
    </message>
    <message>
      <source>The engine is in {folder}.</source>
      <translation>Le moteur est dans {folder}.</translation>
    </message>
    <message>
      <source>Correct bands and units</source>
      <translation>Corriger les bandes et les unités</translation>
    </message>
    <message>
      <source>Units</source>
      <translation>Unités</translation>
    </message>
    <message>
      <source>Recognise again</source>
      <translation>Reconnaître à nouveau</translation>
    </message>
    <message>
      <source>none</source>
      <translation>aucune</translation>
    </message>
    <message>
      <source>Other files of the same scene that hold bands, such as those of 20 m. They are brought onto the grid of the optical layer.</source>
      <translation>D'autres fichiers de la même scène qui contiennent des bandes, comme celles à 20 m. Ils sont ramenés sur la grille de la couche optique.</translation>
    </message>
    <message>
      <source>Further bands from</source>
      <translation>Bandes supplémentaires de</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Couches</translation>
    </message>
    <message>
      <source>Add a cloudy optical image to the project, and a radar image of the same place.</source>
      <translation>Ajoutez au projet une image optique nuageuse et une image radar du même lieu.</translation>
    </message>
    <message>
      <source>&amp;Optical layer</source>
      <translation>Couche &amp;optique</translation>
    </message>
    <message>
      <source>&amp;Radar layer</source>
      <translation>Couche &amp;radar</translation>
    </message>
    <message>
      <source>Looking at layer '{layer}'</source>
      <translation>Examen de la couche « {layer} »</translation>
    </message>
    <message>
      <source>Land cover and cloud removal panel</source>
      <translation>Panneau d'occupation du sol et de retrait des nuages</translation>
    </message>
    <message>
      <source>Set up engine…</source>
      <translation>Installer le moteur…</translation>
    </message>
    <message>
      <source>Open the demo project</source>
      <translation>Ouvrir le projet de démonstration</translation>
    </message>
    <message>
      <source>Options…</source>
      <translation>Options…</translation>
    </message>
    <message>
      <source>User guide</source>
      <translation>Guide d'utilisation</translation>
    </message>
    <message>
      <source>Welcome…</source>
      <translation>Bienvenue…</translation>
    </message>
    <message>
      <source>Model card: {name}</source>
      <translation>Fiche du modèle : {name}</translation>
    </message>
    <message>
      <source>Models that come with SegCR cannot be removed.</source>
      <translation>Les modèles fournis avec SegCR ne peuvent pas être supprimés.</translation>
    </message>
    <message>
      <source>Model packages (*.zip)</source>
      <translation>Paquets de modèle (*.zip)</translation>
    </message>
    <message>
      <source>SegCR: verifying models</source>
      <translation>SegCR : vérification des modèles</translation>
    </message>
    <message>
      <source>SegCR models</source>
      <translation>Modèles de SegCR</translation>
    </message>
    <message>
      <source>Add from ZIP…</source>
      <translation>Ajouter depuis un ZIP…</translation>
    </message>
    <message>
      <source>Add from folder…</source>
      <translation>Ajouter depuis un dossier…</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Supprimer</translation>
    </message>
    <message>
      <source>Show card</source>
      <translation>Afficher la fiche</translation>
    </message>
    <message>
      <source>Verify all</source>
      <translation>Tout vérifier</translation>
    </message>
    <message>
      <source>Add a model from a ZIP file</source>
      <translation>Ajouter un modèle depuis un fichier ZIP</translation>
    </message>
    <message>
      <source>Add a model from a folder</source>
      <translation>Ajouter un modèle depuis un dossier</translation>
    </message>
    <message>
      <source>Remove model</source>
      <translation>Supprimer le modèle</translation>
    </message>
    <message>
      <source>Not verified yet</source>
      <translation>Pas encore vérifié</translation>
    </message>
    <message>
      <source>Added</source>
      <translation>Ajouté</translation>
    </message>
    <message>
      <source>Comes with SegCR</source>
      <translation>Fourni avec SegCR</translation>
    </message>
    <message>
      <source>Model '{name}' was verified and added.</source>
      <translation>Le modèle « {name} » a été vérifié et ajouté.</translation>
    </message>
    <message>
      <source>Model '{name}' could not be removed ({reason}): close what uses it.</source>
      <translation>Le modèle « {name} » n'a pas pu être supprimé ({reason}) : fermez ce qui l'utilise.</translation>
    </message>
    <message>
      <source>Remove model '{name}' from this computer?</source>
      <translation>Supprimer le modèle « {name} » de cet ordinateur ?</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Réseau</translation>
    </message>
    <message>
      <source>Origin</source>
      <translation>Origine</translation>
    </message>
    <message>
      <source>State</source>
      <translation>État</translation>
    </message>
    <message>
      <source>Verified</source>
      <translation>Vérifié</translation>
    </message>
    <message>
      <source>Added models lie in {folder}</source>
      <translation>Les modèles ajoutés sont dans {folder}</translation>
    </message>
    <message>
      <source>The engine that SegCR set up</source>
      <translation>Le moteur que SegCR a installé</translation>
    </message>
    <message>
      <source>End it with each run</source>
      <translation>L'arrêter après chaque exécution</translation>
    </message>
    <message>
      <source>A waiting engine starts at once, but keeps its memory.</source>
      <translation>Un moteur en attente démarre aussitôt, mais garde sa mémoire.</translation>
    </message>
    <message>
      <source>Engine</source>
      <translation>Moteur</translation>
    </message>
    <message>
      <source>Python to use instead</source>
      <translation>Python à utiliser à la place</translation>
    </message>
    <message>
      <source>Keep the engine waiting for</source>
      <translation>Garder le moteur en attente pendant</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modèles</translation>
    </message>
    <message>
      <source>min</source>
      <translation>min</translation>
    </message>
    <message>
      <source>In use: {python}</source>
      <translation>Utilisé : {python}</translation>
    </message>
    <message>
      <source>{width} × {height} pixels, {area}</source>
      <translation>{width} × {height} pixels, {area}</translation>
    </message>
    <message>
      <source>About {time} and {memory} of memory</source>
      <translation>Environ {time} et {memory} de mémoire</translation>
    </message>
    <message>
      <source>{width} × {height} pixels</source>
      <translation>{width} × {height} pixels</translation>
    </message>
    <message>
      <source>same day</source>
      <translation>même jour</translation>
    </message>
    <message>
      <source>1 day apart</source>
      <translation>1 jour d'écart</translation>
    </message>
    <message>
      <source>Bands recognised: {bands}. Units recognised: {units}.</source>
      <translation>Bandes reconnues : {bands}. Unités reconnues : {units}.</translation>
    </message>
    <message>
      <source>A large file, being looked at…</source>
      <translation>Un gros fichier, en cours d’examen…</translation>
    </message>
    <message>
      <source>{percent} % overlap</source>
      <translation>{percent} % de recouvrement</translation>
    </message>
    <message>
      <source>{days} days apart</source>
      <translation>{days} jours d'écart</translation>
    </message>
    <message>
      <source>{size} m</source>
      <translation>{size} m</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Résultats</translation>
    </message>
    <message>
      <source>Temporary folder</source>
      <translation>Dossier temporaire</translation>
    </message>
    <message>
      <source>Land cover</source>
      <translation>Occupation du sol</translation>
    </message>
    <message>
      <source>Restored image</source>
      <translation>Image restaurée</translation>
    </message>
    <message>
      <source>Cloud impact</source>
      <translation>Impact des nuages</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Confiance</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Rapport</translation>
    </message>
    <message>
      <source>&amp;Save to</source>
      <translation>&amp;Enregistrer dans</translation>
    </message>
    <message>
      <source>Run</source>
      <translation>Exécuter</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>Démarrage…</translation>
    </message>
    <message>
      <source>Try it on the middle of the map canvas, at most {side} × {side} pixels</source>
      <translation>Essayer au milieu du canevas, sur au plus {side} × {side} pixels</translation>
    </message>
    <message>
      <source>SegCR: looking at this computer</source>
      <translation>SegCR : examen de cet ordinateur</translation>
    </message>
    <message>
      <source>SegCR: checking a Python</source>
      <translation>SegCR : vérification d’un Python</translation>
    </message>
    <message>
      <source>SegCR: setting up the engine</source>
      <translation>SegCR : installation du moteur</translation>
    </message>
    <message>
      <source>SegCR: removing old engines</source>
      <translation>SegCR : suppression des anciens moteurs</translation>
    </message>
    <message>
      <source>SegCR: looking for old engines</source>
      <translation>SegCR : recherche d'anciens moteurs</translation>
    </message>
    <message>
      <source>Hatched: under cloud, an estimate.</source>
      <translation>Hachuré : sous les nuages, une estimation.</translation>
    </message>
    <message>
      <source>Compare (hold)</source>
      <translation>Comparer (maintenir)</translation>
    </message>
    <message>
      <source>Hold to flicker between the cloudy and the restored image</source>
      <translation>Maintenir pour alterner entre l'image nuageuse et l'image restaurée</translation>
    </message>
    <message>
      <source>Open report</source>
      <translation>Ouvrir le rapport</translation>
    </message>
    <message>
      <source>&lt;b&gt;{clouds} %&lt;/b&gt; under cloud or shadow, {area} mapped</source>
      <translation>&lt;b&gt;{clouds} %&lt;/b&gt; sous nuage ou ombre, {area} cartographiés</translation>
    </message>
    <message>
      <source>Ran on {device} in {time}</source>
      <translation>Calculé sur {device} en {time}</translation>
    </message>
    <message>
      <source>Model and area</source>
      <translation>Modèle et zone</translation>
    </message>
    <message>
      <source>Model card</source>
      <translation>Fiche du modèle</translation>
    </message>
    <message>
      <source>&amp;Model</source>
      <translation>&amp;Modèle</translation>
    </message>
    <message>
      <source>&amp;Area</source>
      <translation>&amp;Zone</translation>
    </message>
    <message>
      <source>{optical} and {radar} · {low}-{high} m pixels · {count} classes</source>
      <translation>{optical} et {radar} · pixels de {low}-{high} m · {count} classes</translation>
    </message>
    <message>
      <source>A small synthetic landscape with simulated clouds, ready to try.</source>
      <translation>Un petit paysage synthétique avec des nuages simulés, prêt à l'essai.</translation>
    </message>
    <message>
      <source>Press Preview in the SegCR panel, then Run: the map and the cloud-free image.</source>
      <translation>Appuyez sur Aperçu dans le panneau SegCR, puis sur Exécuter : la carte et l'image sans nuages.</translation>
    </message>
    <message>
      <source>Welcome to SegCR</source>
      <translation>Bienvenue dans SegCR</translation>
    </message>
    <message>
      <source>Land cover through clouds, in three steps</source>
      <translation>L'occupation du sol à travers les nuages, en trois étapes</translation>
    </message>
    <message>
      <source>The engine is set up.</source>
      <translation>Le moteur est installé.</translation>
    </message>
    <message>
      <source>The engine that computes lives in a Python of its own. One click, once.</source>
      <translation>Le moteur qui calcule vit dans un Python à part. Un clic, une seule fois.</translation>
    </message>
    <message>
      <source>Water</source>
      <translation>Eau</translation>
    </message>
    <message>
      <source>Trees</source>
      <translation>Arbres</translation>
    </message>
    <message>
      <source>Flooded vegetation</source>
      <translation>Végétation inondée</translation>
    </message>
    <message>
      <source>Crops</source>
      <translation>Cultures</translation>
    </message>
    <message>
      <source>Built area</source>
      <translation>Zone bâtie</translation>
    </message>
    <message>
      <source>Bare ground</source>
      <translation>Sol nu</translation>
    </message>
    <message>
      <source>Snow and ice</source>
      <translation>Neige et glace</translation>
    </message>
    <message>
      <source>Rangeland</source>
      <translation>Prairies et landes</translation>
    </message>
  </context>
  <context>
    <name>SegcrMessages</name>
    <message>
      <source>The run request cannot be used: {reason}. Correct it and run again.</source>
      <translation>La demande d'exécution est inutilisable : {reason}. Corrigez-la et relancez.</translation>
    </message>
    <message>
      <source>No output was asked for: choose a class map, a restored image or both.</source>
      <translation>Aucune sortie n'a été demandée : choisissez une carte de classes, une image restaurée ou les deux.</translation>
    </message>
    <message>
      <source>Layer '{layer}' was given as both the optical and the radar layer: choose a Sentinel-1 or other radar layer, or leave the radar layer empty.</source>
      <translation>La couche « {layer} » a été donnée à la fois comme couche optique et comme couche radar : choisissez une couche Sentinel-1 ou un autre radar, ou laissez la couche radar vide.</translation>
    </message>
    <message>
      <source>Layer '{layer}' was given as an image and as the cloud mask: choose a raster that says where clouds are, or leave the cloud mask empty.</source>
      <translation>La couche « {layer} » a été donnée à la fois comme image et comme masque de nuages : choisissez un raster qui dit où sont les nuages, ou laissez le masque de nuages vide.</translation>
    </message>
    <message>
      <source>Layer '{layer}' cannot be read ({reason}): check that the file is whole.</source>
      <translation>La couche « {layer} » est illisible ({reason}) : vérifiez que le fichier est entier.</translation>
    </message>
    <message>
      <source>Layer '{layer}' cannot supply bands to '{first}' ({reason}): use files of the same scene in the same coordinate system.</source>
      <translation>La couche « {layer} » ne peut pas fournir de bandes à « {first} » ({reason}) : utilisez des fichiers de la même scène dans le même système de coordonnées.</translation>
    </message>
    <message>
      <source>Layer '{layer}' is not a local raster file ({kind}): save it as GeoTIFF first (Export, Save As) and use that file.</source>
      <translation>La couche « {layer} » n'est pas un fichier raster local ({kind}) : enregistrez-la d'abord en GeoTIFF (Exporter, Enregistrer sous) et utilisez ce fichier.</translation>
    </message>
    <message>
      <source>Layer '{layer}' has no coordinate reference system: assign one (Layer, Set CRS, or gdal_edit -a_srs) and save it as GeoTIFF.</source>
      <translation>La couche « {layer} » n'a pas de système de coordonnées de référence : attribuez-en un (Couche, Définir le SCR, ou gdal_edit -a_srs) et enregistrez-la en GeoTIFF.</translation>
    </message>
    <message>
      <source>Layer '{layer}' is not georeferenced: georeference it first (Raster, Georeferencer).</source>
      <translation>La couche « {layer} » n'est pas géoréférencée : géoréférencez-la d'abord (Raster, Géoréférenceur).</translation>
    </message>
    <message>
      <source>Layer '{layer}' has no place on Earth in its coordinate reference system, which is a local or a wrong one: assign the right one (Layer, Set CRS, or gdal_edit -a_srs) and save it as GeoTIFF.</source>
      <translation>La couche « {layer} » n'a pas de place sur Terre dans son système de coordonnées de référence, qui est local ou erroné : attribuez-lui le bon (Couche, Définir le SCR, ou gdal_edit -a_srs) et enregistrez-la en GeoTIFF.</translation>
    </message>
    <message>
      <source>Layers '{layer}' and '{other}' do not overlap: choose images of the same place.</source>
      <translation>Les couches « {layer} » et « {other} » ne se recouvrent pas : choisissez des images du même lieu.</translation>
    </message>
    <message>
      <source>The chosen extent does not touch layer '{layer}': choose an extent inside the image.</source>
      <translation>L'emprise choisie ne touche pas la couche « {layer} » : choisissez une emprise dans l'image.</translation>
    </message>
    <message>
      <source>Layer '{layer}' holds no valid pixel where it is to be mapped: choose another layer, or an extent in which it has some.</source>
      <translation>La couche « {layer} » ne contient aucun pixel valide là où elle doit être cartographiée : choisissez une autre couche, ou une emprise où elle en a.</translation>
    </message>
    <message>
      <source>The bands of layer '{layer}' cannot be matched ({reason}): write the band map yourself, for example B2=1,B3=2,B4=3,B8=4 (optical) or VV=1,VH=2 (radar).</source>
      <translation>Les bandes de la couche « {layer} » ne peuvent pas être attribuées ({reason}) : écrivez vous-même la table des bandes, par exemple B2=1,B3=2,B4=3,B8=4 (optique) ou VV=1,VH=2 (radar).</translation>
    </message>
    <message>
      <source>The band map '{text}' of layer '{layer}' cannot be used ({reason}): write it like B2=1,B3=2.</source>
      <translation>La table des bandes « {text} » de la couche « {layer} » est inutilisable ({reason}) : écrivez-la comme B2=1,B3=2.</translation>
    </message>
    <message>
      <source>The units of layer '{layer}' cannot be recognised ({reason}): choose its units in the advanced settings.</source>
      <translation>Les unités de la couche « {layer} » ne peuvent pas être reconnues ({reason}) : choisissez-les dans les réglages avancés.</translation>
    </message>
    <message>
      <source>Layer '{layer}' has pixels of {pixel} m on the ground, but model '{model}' works from {minimum} to {maximum} m: resample the layer or choose another model.</source>
      <translation>La couche « {layer} » a des pixels de {pixel} m au sol, mais le modèle « {model} » travaille de {minimum} à {maximum} m : rééchantillonnez la couche ou choisissez un autre modèle.</translation>
    </message>
    <message>
      <source>Model '{model}' was not found: choose one of {available}, or a model folder.</source>
      <translation>Le modèle « {model} » est introuvable : choisissez parmi {available}, ou un dossier de modèle.</translation>
    </message>
    <message>
      <source>The model package in '{folder}' cannot be used: {reason}. Get the package again from where you had it.</source>
      <translation>Le paquet de modèle dans « {folder} » est inutilisable : {reason}. Procurez-vous-le à nouveau à sa source.</translation>
    </message>
    <message>
      <source>File '{file}' of model '{model}' was changed or damaged (its digest is wrong): get the package again from where you had it.</source>
      <translation>Le fichier « {file} » du modèle « {model} » a été modifié ou endommagé (son empreinte est fausse) : procurez-vous le paquet à nouveau à sa source.</translation>
    </message>
    <message>
      <source>A model called '{model}' is there already: remove it first, or add one of another name.</source>
      <translation>Un modèle nommé « {model} » existe déjà : supprimez-le d'abord, ou ajoutez-en un d'un autre nom.</translation>
    </message>
    <message>
      <source>The model could not be added to '{folder}' ({reason}): make room there, or see to it that you may write to it.</source>
      <translation>Le modèle n'a pas pu être ajouté à « {folder} » ({reason}) : faites-y de la place, ou veillez à pouvoir y écrire.</translation>
    </message>
    <message>
      <source>Output '{path}' is one of the input files: choose another name, inputs are never overwritten.</source>
      <translation>La sortie « {path} » est un des fichiers d'entrée : choisissez un autre nom, les entrées ne sont jamais écrasées.</translation>
    </message>
    <message>
      <source>Two outputs have the same name '{path}': give each its own name.</source>
      <translation>Deux sorties portent le même nom « {path} » : donnez à chacune le sien.</translation>
    </message>
    <message>
      <source>Folder '{folder}' cannot be written to ({reason}): choose another output folder.</source>
      <translation>Le dossier « {folder} » n'est pas accessible en écriture ({reason}) : choisissez un autre dossier de sortie.</translation>
    </message>
    <message>
      <source>Another run is writing '{path}': wait until it has ended, or choose another name.</source>
      <translation>Une autre exécution écrit « {path} » : attendez qu'elle soit terminée ou choisissez un autre nom.</translation>
    </message>
    <message>
      <source>File '{path}' changed while it was being read: nothing was written; run again once it is whole.</source>
      <translation>Le fichier « {path} » a changé pendant sa lecture : rien n'a été écrit ; relancez quand il sera complet.</translation>
    </message>
    <message>
      <source>File '{path}' does not tell how it was made ({reason}): choose a raster that this version of SegCR wrote.</source>
      <translation>Le fichier « {path} » ne dit pas comment il a été produit ({reason}) : choisissez un raster écrit par cette version de SegCR.</translation>
    </message>
    <message>
      <source>Model '{model}' is not the one that made '{path}': its weights differ. Add the model it was made with.</source>
      <translation>Le modèle « {model} » n'est pas celui qui a produit « {path} » : ses poids diffèrent. Ajoutez le modèle d'origine.</translation>
    </message>
    <message>
      <source>Output '{path}' is open elsewhere: close that layer or choose another name.</source>
      <translation>La sortie « {path} » est ouverte ailleurs : fermez cette couche ou choisissez un autre nom.</translation>
    </message>
    <message>
      <source>Output '{path}' is not a GeoTIFF: choose a name that ends in .tif.</source>
      <translation>La sortie « {path} » n'est pas un GeoTIFF : choisissez un nom qui se termine par .tif.</translation>
    </message>
    <message>
      <source>The disk that holds '{path}' is full ({reason}): make room or choose another folder.</source>
      <translation>Le disque qui contient « {path} » est plein ({reason}) : faites de la place ou choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>Output '{path}' could not be written ({reason}): choose another folder and run again.</source>
      <translation>La sortie « {path} » n'a pas pu être écrite ({reason}) : choisissez un autre dossier et relancez.</translation>
    </message>
    <message>
      <source>Tile size {tile} with overlap {overlap} cannot be used: the tile must be a multiple of {multiple} and larger than twice the overlap.</source>
      <translation>La taille de tuile {tile} avec le recouvrement {overlap} est inutilisable : la tuile doit être un multiple de {multiple} et dépasser le double du recouvrement.</translation>
    </message>
    <message>
      <source>The cloud threshold {value} must lie between 0 and 1.</source>
      <translation>Le seuil de nuage {value} doit être compris entre 0 et 1.</translation>
    </message>
    <message>
      <source>The cloud mask values '{text}' cannot be used: write whole numbers like 3,8,9,10.</source>
      <translation>Les valeurs du masque de nuages « {text} » sont inutilisables : écrivez des nombres entiers comme 3,8,9,10.</translation>
    </message>
    <message>
      <source>Cloud mask '{layer}' holds values outside 0..1 ({values}): say which of them mean cloud, for example 3,8,9,10.</source>
      <translation>Le masque de nuages « {layer} » contient des valeurs hors de 0..1 ({values}) : dites lesquelles signifient nuage, par exemple 3,8,9,10.</translation>
    </message>
    <message>
      <source>Network '{name}' is not known to this version ({available} are): update the plugin.</source>
      <translation>Le réseau « {name} » est inconnu de cette version (qui connaît {available}) : mettez l'extension à jour.</translation>
    </message>
    <message>
      <source>Network '{name}' cannot be built ({reason}): get the model package again, or update the plugin.</source>
      <translation>Le réseau « {name} » ne peut pas être construit ({reason}) : procurez-vous à nouveau le paquet de modèle, ou mettez l'extension à jour.</translation>
    </message>
    <message>
      <source>The network cannot take this input ({reason}): use a model that was made for it.</source>
      <translation>Le réseau ne peut pas prendre cette entrée ({reason}) : utilisez un modèle fait pour elle.</translation>
    </message>
    <message>
      <source>The ONNX graph of model '{model}' differs from PyTorch by {difference}: nothing was written; export with other versions of torch and onnx.</source>
      <translation>Le graphe ONNX du modèle « {model} » s'écarte de PyTorch de {difference} : rien n'a été écrit ; exportez avec d'autres versions de torch et d'onnx.</translation>
    </message>
    <message>
      <source>Device '{device}' is not available to the engine ({reason}): choose auto or cpu.</source>
      <translation>Le périphérique « {device} » n'est pas disponible pour le moteur ({reason}) : choisissez auto ou cpu.</translation>
    </message>
    <message>
      <source>Memory ran out on {device} with tile size {tile}: choose a smaller tile size and one tile at a time (batch size 1), close other programs, or compute on the CPU.</source>
      <translation>La mémoire a manqué sur {device} avec la taille de tuile {tile} : choisissez une taille de tuile plus petite et une tuile à la fois (taille de lot 1), fermez d'autres programmes ou calculez sur le processeur.</translation>
    </message>
    <message>
      <source>This computer ran out of memory, nothing was written: close other programs, choose a smaller tile size and one tile at a time (batch size 1), then run again.</source>
      <translation>La mémoire de cet ordinateur est épuisée, rien n'a été écrit : fermez d'autres programmes, choisissez une taille de tuile plus petite et une tuile à la fois (taille de lot 1), puis relancez.</translation>
    </message>
    <message>
      <source>The SegCR engine is not set up ({reason}): choose Raster, SegCR, Set up engine in QGIS, or name a Python that has torch and rasterio in the variable SEGCR_ENGINE_PYTHON.</source>
      <translation>Le moteur SegCR n'est pas installé ({reason}) : choisissez Raster, SegCR, Installer le moteur dans QGIS, ou nommez un Python doté de torch et de rasterio dans la variable SEGCR_ENGINE_PYTHON.</translation>
    </message>
    <message>
      <source>The SegCR engine in '{python}' does not fit this plugin ({reason}): choose Raster, SegCR, Set up engine in QGIS, and Set up again.</source>
      <translation>Le moteur SegCR de « {python} » ne convient pas à cette extension ({reason}) : choisissez Raster, SegCR, Installer le moteur dans QGIS, puis Réinstaller.</translation>
    </message>
    <message>
      <source>The SegCR engine stopped unexpectedly ({reason}): nothing was written; run again. If memory is short, close other programs, choose a smaller tile size and one tile at a time (batch size 1). Details are in the log tab SegCR.</source>
      <translation>Le moteur SegCR s'est arrêté de façon inattendue ({reason}) : rien n'a été écrit ; relancez. Si la mémoire manque, fermez d'autres programmes, choisissez une taille de tuile plus petite et une tuile à la fois (taille de lot 1). Les détails sont dans l'onglet SegCR du journal.</translation>
    </message>
    <message>
      <source>The SegCR engine sent something unreadable ({reason}): set the engine up again.</source>
      <translation>Le moteur SegCR a envoyé quelque chose d'illisible ({reason}) : réinstallez le moteur.</translation>
    </message>
    <message>
      <source>The SegCR engine could not read what it was asked ({reason}): run again; if it happens again, set the engine up again.</source>
      <translation>Le moteur SegCR n'a pas pu lire ce qui lui était demandé ({reason}) : relancez ; si cela se reproduit, réinstallez le moteur.</translation>
    </message>
    <message>
      <source>No engine of kind '{engine}' exists for this computer ({system}): choose another kind, or use an existing Python.</source>
      <translation>Il n'existe pas de moteur « {engine} » pour cet ordinateur ({system}) : choisissez-en un autre, ou utilisez un Python existant.</translation>
    </message>
    <message>
      <source>{python} (version {version}) cannot carry the engine: install Python 3.12 from python.org or your package manager, or use an existing Python.</source>
      <translation>{python} (version {version}) ne peut pas porter le moteur : installez Python 3.12 depuis python.org ou votre gestionnaire de paquets, ou utilisez un Python existant.</translation>
    </message>
    <message>
      <source>The Python that was found makes no environments: install its missing part (on Debian and Ubuntu: sudo apt install python3-venv), then try again.</source>
      <translation>Le Python trouvé ne crée pas d'environnements : installez la partie manquante (sous Debian et Ubuntu : sudo apt install python3-venv), puis réessayez.</translation>
    </message>
    <message>
      <source>The engine needs {needed} MB, but only {free} MB are free where '{folder}' lies: make room, or choose the light engine.</source>
      <translation>Le moteur demande {needed} Mo, mais seuls {free} Mo sont libres là où se trouve « {folder} » : faites de la place, ou choisissez le moteur léger.</translation>
    </message>
    <message>
      <source>The disk ran full during the set-up: make room, or choose the light engine, then try again. What was begun has been removed.</source>
      <translation>Le disque s'est rempli pendant l'installation : faites de la place, ou choisissez le moteur léger, puis réessayez. Ce qui avait été commencé a été supprimé.</translation>
    </message>
    <message>
      <source>The package index cannot be reached: check the connection and QGIS's proxy settings (Settings, Options, Network), or install from a folder of wheels.</source>
      <translation>L'index de paquets est injoignable : vérifiez la connexion et le proxy de QGIS (Préférences, Options, Réseau), ou installez depuis un dossier de wheels.</translation>
    </message>
    <message>
      <source>The proxy refused the connection: check its address, name and password in QGIS (Settings, Options, Network), then try again.</source>
      <translation>Le proxy a refusé la connexion : vérifiez son adresse, le nom et le mot de passe dans QGIS (Préférences, Options, Réseau), puis réessayez.</translation>
    </message>
    <message>
      <source>The package index's certificate is not trusted, as happens where a network inspects traffic: ask your administrator for its certificate file and name it in the variable PIP_CERT, or install from a folder of wheels.</source>
      <translation>Le certificat de l'index de paquets n'est pas reconnu, comme là où un réseau inspecte le trafic : demandez à votre administrateur son fichier de certificat et nommez-le dans la variable PIP_CERT, ou installez depuis un dossier de wheels.</translation>
    </message>
    <message>
      <source>This computer's security policy does not let the engine's Python run: ask your administrator to allow '{folder}', or use an existing Python.</source>
      <translation>La politique de sécurité de cet ordinateur ne laisse pas s'exécuter le Python du moteur : demandez à votre administrateur d'autoriser « {folder} », ou utilisez un Python existant.</translation>
    </message>
    <message>
      <source>Files in '{folder}' are in use: close other QGIS windows, or wait for the virus scanner, then try again.</source>
      <translation>Des fichiers de « {folder} » sont utilisés : fermez les autres fenêtres de QGIS, ou attendez l'antivirus, puis réessayez.</translation>
    </message>
    <message>
      <source>'{folder}' cannot be written to: give yourself the right to write there, or name another folder in the variable SEGCR_HOME.</source>
      <translation>« {folder} » n'est pas accessible en écriture : accordez-vous le droit d'y écrire, ou nommez un autre dossier dans la variable SEGCR_HOME.</translation>
    </message>
    <message>
      <source>The package index (or the folder of wheels) does not carry {subject} for this Python: use another Python or index, or choose another kind of engine.</source>
      <translation>L'index de paquets (ou le dossier de wheels) n'a pas {subject} pour ce Python : utilisez un autre Python ou un autre index, ou choisissez un autre moteur.</translation>
    </message>
    <message>
      <source>{file} arrived damaged or altered and was not used: try again, or ask who runs your package index.</source>
      <translation>{file} est arrivé endommagé ou modifié et n'a pas été utilisé : réessayez, ou adressez-vous au responsable de votre index de paquets.</translation>
    </message>
    <message>
      <source>A downloaded package was damaged: try again; if it stays so, empty pip's cache (pip cache purge).</source>
      <translation>Un paquet téléchargé était endommagé : réessayez ; si cela persiste, videz le cache de pip (pip cache purge).</translation>
    </message>
    <message>
      <source>The libraries were installed, but do not work on this computer: choose the light engine or the one for the processor, and copy the diagnostics if you report it.</source>
      <translation>Les bibliothèques ont été installées, mais ne fonctionnent pas sur cet ordinateur : choisissez le moteur léger ou celui du processeur, et copiez le diagnostic si vous le signalez.</translation>
    </message>
    <message>
      <source>The set-up stopped ({reason}): try again; if it fails again, copy the diagnostics and report it.</source>
      <translation>L'installation s'est arrêtée ({reason}) : réessayez ; si elle échoue encore, copiez le diagnostic et signalez-le.</translation>
    </message>
    <message>
      <source>The engine in '{folder}' is in use and was left there: close other QGIS windows, then try again.</source>
      <translation>Le moteur dans « {folder} » est utilisé et a été laissé en place : fermez les autres fenêtres de QGIS, puis réessayez.</translation>
    </message>
    <message>
      <source>The list of scenes '{path}' cannot be used: {reason}. Correct it and run again.</source>
      <translation>La liste de scènes « {path} » est inutilisable : {reason}. Corrigez-la et relancez.</translation>
    </message>
    <message>
      <source>The worker that had scene '{scene}' died ({reason}): nothing of the scene was written; run it again, with fewer workers if memory is short.</source>
      <translation>Le processus chargé de la scène « {scene} » est mort ({reason}) : rien de la scène n'a été écrit ; relancez-la, avec moins de processus si la mémoire est juste.</translation>
    </message>
    <message>
      <source>The Dask cluster at '{address}' cannot be used ({reason}): check the address, and that its workers can import segcr_qgis.</source>
      <translation>La grappe Dask à « {address} » est inutilisable ({reason}) : vérifiez l'adresse, et que ses processus peuvent importer segcr_qgis.</translation>
    </message>
    <message>
      <source>The run was cancelled: nothing was written.</source>
      <translation>L'exécution a été annulée : rien n'a été écrit.</translation>
    </message>
    <message>
      <source>Training stopped because {reason}: the last good checkpoint is in '{folder}'; lower the learning rate or look at the data, then run the command again.</source>
      <translation>L'entraînement s'est arrêté parce que {reason} : le dernier bon point de contrôle est dans « {folder} » ; baissez le taux d'apprentissage ou examinez les données, puis relancez la commande.</translation>
    </message>
    <message>
      <source>The settings in '{path}' cannot be used: {reason}. Correct them.</source>
      <translation>Les réglages de « {path} » sont inutilisables : {reason}. Corrigez-les.</translation>
    </message>
    <message>
      <source>'{name}' is no dataset that is known ({available}): check the folder, or describe it in a YAML file.</source>
      <translation>« {name} » n'est pas un jeu de données connu ({available}) : vérifiez le dossier, ou décrivez-le dans un fichier YAML.</translation>
    </message>
    <message>
      <source>No complete sample for {split} was found in '{folder}' ({reason}): see what segcr data check says of it.</source>
      <translation>Aucun échantillon complet pour {split} n'a été trouvé dans « {folder} » ({reason}) : voyez ce qu'en dit segcr data check.</translation>
    </message>
    <message>
      <source>All samples are of one place ({place}), which must not be split: get data of more places or choose the random split, whose scores flatter.</source>
      <translation>Tous les échantillons viennent d'un seul lieu ({place}), qu'il ne faut pas partager : prenez des données d'autres lieux ou choisissez le partage aléatoire, dont les notes flattent.</translation>
    </message>
    <message>
      <source>The checkpoint '{path}' cannot be used ({reason}): choose another run folder, or the settings it was made with.</source>
      <translation>Le point de contrôle « {path} » est inutilisable ({reason}) : choisissez un autre dossier d'exécution, ou les réglages avec lesquels il a été fait.</translation>
    </message>
    <message>
      <source>Something went wrong that should not have ({reason}): nothing was written. Please report it with the details from the log tab SegCR.</source>
      <translation>Une erreur imprévue s'est produite ({reason}) : rien n'a été écrit. Signalez-la avec les détails de l'onglet SegCR du journal.</translation>
    </message>
    <message>
      <source>No radar was given: what clouds hide is guessed from the clear surroundings only.</source>
      <translation>Aucun radar n'a été donné : ce que cachent les nuages est deviné d'après les alentours dégagés seulement.</translation>
    </message>
    <message>
      <source>The radar layer covers {percent} % of the image.</source>
      <translation>La couche radar couvre {percent} % de l'image.</translation>
    </message>
    <message>
      <source>The cloud mask covers {percent} % of the image: elsewhere the model finds the clouds.</source>
      <translation>Le masque de nuages couvre {percent} % de l'image : ailleurs, le modèle trouve les nuages.</translation>
    </message>
    <message>
      <source>{percent} % of the values of layer '{layer}' lie outside the model's experience: what it says there is a guess.</source>
      <translation>{percent} % des valeurs de la couche « {layer} » sortent de l'expérience du modèle : ce qu'il y indique est une supposition.</translation>
    </message>
    <message>
      <source>No clouds found: the restored image equals the input.</source>
      <translation>Aucun nuage trouvé : l'image restaurée est égale à l'entrée.</translation>
    </message>
    <message>
      <source>{percent} % of the image is clouded: little clear ground is left to learn the colours from, so expect a rough restoration.</source>
      <translation>{percent} % de l'image est sous les nuages : il reste peu de sol dégagé pour apprendre les couleurs, attendez-vous à une restauration grossière.</translation>
    </message>
    <message>
      <source>Layer '{layer}' has no {bands}: the model works without, less accurately.</source>
      <translation>La couche « {layer} » n'a pas {bands} : le modèle s'en passe, avec moins de précision.</translation>
    </message>
    <message>
      <source>Bands {bands} of layer '{layer}' are unknown to the model and were left out.</source>
      <translation>Les bandes {bands} de la couche « {layer} » sont inconnues du modèle et ont été laissées de côté.</translation>
    </message>
    <message>
      <source>Layer '{layer}': bands read as {bands} ({reason}).</source>
      <translation>Couche « {layer} » : bandes lues comme {bands} ({reason}).</translation>
    </message>
    <message>
      <source>Layer '{layer}': values read as {units} ({reason}).</source>
      <translation>Couche « {layer} » : valeurs lues comme {units} ({reason}).</translation>
    </message>
    <message>
      <source>Layer '{layer}' holds values such as {value}, far below anything that can be measured: they were taken as missing.</source>
      <translation>La couche « {layer} » contient des valeurs telles que {value}, bien au-dessous de tout ce qui se mesure : elles ont été prises pour manquantes.</translation>
    </message>
    <message>
      <source>The optical and the radar image were taken {days} days apart: changes in between show as errors.</source>
      <translation>Les images optique et radar ont été prises à {days} jours d'écart : les changements entre-temps apparaissent comme des erreurs.</translation>
    </message>
    <message>
      <source>The radar image seems to lie {pixels} pixels beside the optical one ({columns} right, {rows} down): check their georeference, edges may come out double.</source>
      <translation>L’image radar semble se trouver à {pixels} pixels de l’image optique ({columns} vers la droite, {rows} vers le bas) : vérifiez leur géoréférencement, les contours peuvent apparaître en double.</translation>
    </message>
    <message>
      <source>Device {wanted} cannot be used ({reason}): {used} was used instead.</source>
      <translation>Le périphérique {wanted} est inutilisable ({reason}) : {used} a été utilisé à la place.</translation>
    </message>
    <message>
      <source>Precision {wanted} does not work on {device}, or only slowly: {used} was used instead.</source>
      <translation>La précision {wanted} ne fonctionne pas sur {device}, ou seulement avec lenteur : {used} a été utilisée à la place.</translation>
    </message>
    <message>
      <source>{wanted} could not be used ({reason}): PyTorch computed in its place, which takes longer.</source>
      <translation>{wanted} n'a pas pu être utilisé ({reason}) : PyTorch a calculé à sa place, ce qui prend plus de temps.</translation>
    </message>
    <message>
      <source>Memory ran short: the batch size was reduced to {batch}.</source>
      <translation>La mémoire était juste : la taille du lot a été réduite à {batch}.</translation>
    </message>
    <message>
      <source>The run needs about {needed} MB of memory and {free} MB are free: if it fails, choose a smaller area or a smaller tile size.</source>
      <translation>L'exécution demande environ {needed} Mo de mémoire et {free} Mo sont libres : en cas d'échec, choisissez une zone ou une tuile plus petite.</translation>
    </message>
    <message>
      <source>Layer '{layer}' has pixels of {pixel} m, the model works at {trained} m: the layer was resampled for it, and the results back onto the layer's own pixels.</source>
      <translation>La couche « {layer} » a des pixels de {pixel} m, le modèle travaille à {trained} m : la couche a été rééchantillonnée pour lui, et les résultats ramenés aux pixels de la couche.</translation>
    </message>
    <message>
      <source>as chosen</source>
      <translation>comme choisi</translation>
    </message>
    <message>
      <source>as {product}</source>
      <translation>comme {product}</translation>
    </message>
    <message>
      <source>by its scale and offset tags</source>
      <translation>d'après ses balises d'échelle et de décalage</translation>
    </message>
    <message>
      <source>by its metadata</source>
      <translation>d'après ses métadonnées</translation>
    </message>
    <message>
      <source>by their names</source>
      <translation>d'après leurs noms</translation>
    </message>
    <message>
      <source>by their wavelengths</source>
      <translation>d'après leurs longueurs d'onde</translation>
    </message>
    <message>
      <source>by the file name</source>
      <translation>d'après le nom du fichier</translation>
    </message>
    <message>
      <source>a single 8-bit band</source>
      <translation>une seule bande 8 bits</translation>
    </message>
    <message>
      <source>two bands without names</source>
      <translation>deux bandes sans nom</translation>
    </message>
    <message>
      <source>three 8-bit bands are red, green, blue</source>
      <translation>trois bandes 8 bits sont rouge, vert, bleu</translation>
    </message>
    <message>
      <source>decimal values of at most 3</source>
      <translation>valeurs décimales d'au plus 3</translation>
    </message>
    <message>
      <source>decimal values from {low} to {high}</source>
      <translation>valeurs décimales de {low} à {high}</translation>
    </message>
    <message>
      <source>decimal values without negatives, median {median}</source>
      <translation>valeurs décimales sans négatives, médiane {median}</translation>
    </message>
    <message>
      <source>amplitude by the names of its bands</source>
      <translation>amplitude d'après les noms de ses bandes</translation>
    </message>
    <message>
      <source>8-bit picture; 255 is reflectance {white}</source>
      <translation>image 8 bits ; 255 vaut une réflectance de {white}</translation>
    </message>
    <message>
      <source>8-bit picture of the amplitude; 255 is {peaks}</source>
      <translation>image 8 bits de l'amplitude ; 255 vaut {peaks}</translation>
    </message>
    <message>
      <source>the darkest values of B10 are {dark}: an offset of 1000</source>
      <translation>les valeurs les plus sombres de B10 sont {dark} : un décalage de 1000</translation>
    </message>
    <message>
      <source>the darkest values of B10 are {dark}: no offset</source>
      <translation>les valeurs les plus sombres de B10 sont {dark} : aucun décalage</translation>
    </message>
    <message>
      <source>the darkest values are {dark}: no offset</source>
      <translation>les valeurs les plus sombres sont {dark} : aucun décalage</translation>
    </message>
    <message>
      <source>no band is darker than {dark}: an offset of 1000</source>
      <translation>aucune bande n'est plus sombre que {dark} : un décalage de 1000</translation>
    </message>
    <message>
      <source>no dark ground to tell an offset by (darkest {dark}): none assumed</source>
      <translation>pas de sol sombre pour reconnaître un décalage (minimum {dark}) : aucun supposé</translation>
    </message>
    <message>
      <source>most values are negative, as in a radar image</source>
      <translation>la plupart des valeurs sont négatives, comme dans une image radar</translation>
    </message>
    <message>
      <source>its values end at {end}, too dark for reflectance x 10000</source>
      <translation>ses valeurs s'arrêtent à {end}, trop sombre pour une réflectance x 10000</translation>
    </message>
    <message>
      <source>its values reach {end}, too bright for reflectance x 10000</source>
      <translation>ses valeurs atteignent {end}, trop clair pour une réflectance x 10000</translation>
    </message>
    <message>
      <source>it holds no valid pixel</source>
      <translation>elle ne contient aucun pixel valide</translation>
    </message>
    <message>
      <source>nothing says whether its one band is VV or VH</source>
      <translation>rien ne dit si son unique bande est VV ou VH</translation>
    </message>
    <message>
      <source>bands {first} and {second} both look like {channel}</source>
      <translation>les bandes {first} et {second} ressemblent toutes deux à {channel}</translation>
    </message>
    <message>
      <source>it has {found}, the model needs {needed}</source>
      <translation>elle a {found}, le modèle a besoin de {needed}</translation>
    </message>
    <message>
      <source>names B1 to B{count} can be positions or Sentinel-2 bands</source>
      <translation>les noms B1 à B{count} peuvent être des positions ou des bandes Sentinel-2</translation>
    </message>
    <message>
      <source>the names {names} are not known</source>
      <translation>les noms {names} ne sont pas connus</translation>
    </message>
    <message>
      <source>the names {names} are those of an optical image</source>
      <translation>les noms {names} sont ceux d'une image optique</translation>
    </message>
    <message>
      <source>there is no band {number}, only 1 to {count}</source>
      <translation>il n'y a pas de bande {number}, seulement 1 à {count}</translation>
    </message>
    <message>
      <source>it covers another area</source>
      <translation>elle couvre une autre zone</translation>
    </message>
    <message>
      <source>it is mirrored</source>
      <translation>elle est en miroir</translation>
    </message>
    <message>
      <source>it lies in another coordinate system</source>
      <translation>elle est dans un autre système de coordonnées</translation>
    </message>
    <message>
      <source>turned grids cannot be put together</source>
      <translation>des grilles tournées ne peuvent pas être assemblées</translation>
    </message>
    <message>
      <source>damaged or no raster</source>
      <translation>endommagée ou non matricielle</translation>
    </message>
    <message>
      <source>its pixels cannot be read</source>
      <translation>ses pixels ne peuvent pas être lus</translation>
    </message>
    <message>
      <source>its pixels cannot be read at row {row}</source>
      <translation>ses pixels ne peuvent pas être lus à la ligne {row}</translation>
    </message>
    <message>
      <source>no such file</source>
      <translation>ce fichier n'existe pas</translation>
    </message>
    <message>
      <source>no optical layer</source>
      <translation>aucune couche optique</translation>
    </message>
    <message>
      <source>it does not exist</source>
      <translation>il n'existe pas</translation>
    </message>
    <message>
      <source>it is a folder, not a file name</source>
      <translation>c'est un dossier, pas un nom de fichier</translation>
    </message>
    <message>
      <source>it is a file, not a folder</source>
      <translation>c'est un fichier, pas un dossier</translation>
    </message>
    <message>
      <source>the archive holds no raster</source>
      <translation>l'archive ne contient aucun raster</translation>
    </message>
    <message>
      <source>the archive holds {count} rasters: unpack it and choose one of them</source>
      <translation>l'archive contient {count} rasters : décompressez-la et choisissez-en un</translation>
    </message>
    <message>
      <source>no permission</source>
      <translation>droit d'accès refusé</translation>
    </message>
    <message>
      <source>no Python was named for it</source>
      <translation>aucun Python n'a été indiqué</translation>
    </message>
    <message>
      <source>'{python}', named by {origin}, does not exist</source>
      <translation>« {python} », indiqué par {origin}, n'existe pas</translation>
    </message>
    <message>
      <source>'{python}' lacks {libraries}</source>
      <translation>« {python} » n'a pas {libraries}</translation>
    </message>
    <message>
      <source>'{python}' cannot be started</source>
      <translation>« {python} » ne peut pas être démarré</translation>
    </message>
    <message>
      <source>its Python lacks {library}</source>
      <translation>son Python n'a pas {library}</translation>
    </message>
    <message>
      <source>{count} bands without names in {order} order</source>
      <translation>{count} bandes sans nom dans l'ordre {order}</translation>
    </message>
    <message>
      <source>{count} bands without names can be anything</source>
      <translation>{count} bandes sans nom peuvent être n'importe quoi</translation>
    </message>
  </context>
  <context>
    <name>SegcrPlugin</name>
    <message>
      <source>Map land cover through clouds. New here?</source>
      <translation>Cartographier l'occupation du sol à travers les nuages. Vous débutez ?</translation>
    </message>
    <message>
      <source>Get started</source>
      <translation>Commencer</translation>
    </message>
  </context>
  <context>
    <name>SegcrProcessing</name>
    <message>
      <source>Assess accuracy</source>
      <translation>Évaluer l'exactitude</translation>
    </message>
    <message>
      <source>Compares a class map or a restored image with reference data</source>
      <translation>Compare une carte de classes ou une image restaurée avec des données de référence</translation>
    </message>
    <message>
      <source>accuracy,validation,confusion matrix,kappa,iou,f1,psnr,ssim,reference</source>
      <translation>exactitude,validation,matrice de confusion,kappa,iou,f1,psnr,ssim,référence</translation>
    </message>
    <message>
      <source>The points have no field '{field}': choose one that holds the class code.</source>
      <translation>Les points n'ont pas de champ '{field}' : choisissez-en un qui contient le code de classe.</translation>
    </message>
    <message>
      <source>{count} points have no class code or no place and were left out.</source>
      <translation>{count} points sans code de classe ou sans position ont été laissés de côté.</translation>
    </message>
    <message>
      <source>Field with the class code</source>
      <translation>Champ du code de classe</translation>
    </message>
    <message>
      <source>Reference points</source>
      <translation>Points de référence</translation>
    </message>
    <message>
      <source>Assessment page</source>
      <translation>Page d'évaluation</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>Fichiers HTML (*.html)</translation>
    </message>
    <message>
      <source>Assessment as JSON</source>
      <translation>Évaluation en JSON</translation>
    </message>
    <message>
      <source>JSON files (*.json)</source>
      <translation>Fichiers JSON (*.json)</translation>
    </message>
    <message>
      <source>Overall accuracy, 0 to 1</source>
      <translation>Exactitude globale, de 0 à 1</translation>
    </message>
    <message>
      <source>Mean IoU, 0 to 1</source>
      <translation>IoU moyen, de 0 à 1</translation>
    </message>
    <message>
      <source>Mean F1, 0 to 1</source>
      <translation>F1 moyen, de 0 à 1</translation>
    </message>
    <message>
      <source>PSNR in dB</source>
      <translation>PSNR en dB</translation>
    </message>
    <message>
      <source>SSIM</source>
      <translation>SSIM</translation>
    </message>
    <message>
      <source>Spectral angle in degrees</source>
      <translation>Angle spectral en degrés</translation>
    </message>
    <message>
      <source>Choose a reference raster or reference points for the map.</source>
      <translation>Choisissez un raster ou des points de référence pour la carte.</translation>
    </message>
    <message>
      <source>Choose the class map that the reference belongs to.</source>
      <translation>Choisissez la carte de classes à laquelle la référence appartient.</translation>
    </message>
    <message>
      <source>Choose either a reference raster or reference points, not both.</source>
      <translation>Choisissez soit un raster, soit des points de référence, pas les deux.</translation>
    </message>
    <message>
      <source>Choose the field of the points that holds the class code.</source>
      <translation>Choisissez le champ des points qui contient le code de classe.</translation>
    </message>
    <message>
      <source>A restored image is compared with a clear one: choose both.</source>
      <translation>Une image restaurée se compare avec une image dégagée : choisissez les deux.</translation>
    </message>
    <message>
      <source>Choose a class map with a reference, or a restored image.</source>
      <translation>Choisissez une carte de classes avec sa référence, ou une image restaurée.</translation>
    </message>
    <message>
      <source>The land-cover map to assess.</source>
      <translation>La carte d'occupation du sol à évaluer.</translation>
    </message>
    <message>
      <source>The true classes. Any grid: it is moved to the pixels of the map.</source>
      <translation>Les vraies classes. Grille quelconque : elle est ramenée aux pixels de la carte.</translation>
    </message>
    <message>
      <source>Or points where the true class is known, in any coordinate system.</source>
      <translation>Ou des points dont la vraie classe est connue, dans n'importe quel système de coordonnées.</translation>
    </message>
    <message>
      <source>A whole number: the code of the true class.</source>
      <translation>Un nombre entier : le code de la vraie classe.</translation>
    </message>
    <message>
      <source>segcr: 1 water to 8 rangeland, as in the map. The others are translated: ESA WorldCover, Esri 10 m land cover, Dynamic World.</source>
      <translation>segcr : de 1 eau à 8 prairies et landes, comme dans la carte. Les autres sont traduits : ESA WorldCover, occupation du sol Esri à 10 m, Dynamic World.</translation>
    </message>
    <message>
      <source>The restored image to assess.</source>
      <translation>L'image restaurée à évaluer.</translation>
    </message>
    <message>
      <source>The same ground without clouds, taken within days of the cloudy image.</source>
      <translation>Le même sol sans nuages, pris à quelques jours de l'image nuageuse.</translation>
    </message>
    <message>
      <source>The cloudy input: it is scored too, and with a cloud mask also two simple fillings of its clouds, so that you see what the restoration is worth.</source>
      <translation>L'entrée nuageuse : elle est notée aussi, et avec un masque de nuages deux remplissages simples de ses nuages, pour que vous voyiez ce que vaut la restauration.</translation>
    </message>
    <message>
      <source>Above 0 is cloud: scores are then given under cloud and in the clear too.</source>
      <translation>Au-dessus de 0, c'est nuage : les notes sont alors données aussi sous les nuages et en zone dégagée.</translation>
    </message>
    <message>
      <source>Which band is which, for example B2=1,B3=2,B4=3. Empty: recognised.</source>
      <translation>Quelle bande est laquelle, par exemple B2=1,B3=2,B4=3. Vide : reconnu.</translation>
    </message>
    <message>
      <source>What the numbers of the images mean.</source>
      <translation>Ce que signifient les nombres des images.</translation>
    </message>
    <message>
      <source>A page with the scores and the confusion matrix.</source>
      <translation>Une page avec les notes et la matrice de confusion.</translation>
    </message>
    <message>
      <source>The same figures for programs.</source>
      <translation>Les mêmes chiffres pour les programmes.</translation>
    </message>
    <message>
      <source>Class map</source>
      <translation>Carte de classes</translation>
    </message>
    <message>
      <source>Reference raster</source>
      <translation>Raster de référence</translation>
    </message>
    <message>
      <source>Codes of the reference</source>
      <translation>Codes de la référence</translation>
    </message>
    <message>
      <source>Restored image</source>
      <translation>Image restaurée</translation>
    </message>
    <message>
      <source>Clear image</source>
      <translation>Image dégagée</translation>
    </message>
    <message>
      <source>Cloudy image</source>
      <translation>Image nuageuse</translation>
    </message>
    <message>
      <source>Cloud mask</source>
      <translation>Masque de nuages</translation>
    </message>
    <message>
      <source>Bands of the images</source>
      <translation>Bandes des images</translation>
    </message>
    <message>
      <source>Units of the images</source>
      <translation>Unités des images</translation>
    </message>
    <message>
      <source>Check the engine</source>
      <translation>Vérifier le moteur</translation>
    </message>
    <message>
      <source>Says whether the engine is ready, and on which devices it can run</source>
      <translation>Dit si le moteur est prêt, et sur quels périphériques il peut s'exécuter</translation>
    </message>
    <message>
      <source>engine,environment,diagnose,gpu,cuda,device,version,doctor</source>
      <translation>moteur,environnement,diagnostic,gpu,cuda,périphérique,version,doctor</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>Prêt</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>Message</translation>
    </message>
    <message>
      <source>Python of the engine</source>
      <translation>Python du moteur</translation>
    </message>
    <message>
      <source>Versions</source>
      <translation>Versions</translation>
    </message>
    <message>
      <source>Devices</source>
      <translation>Périphériques</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modèles</translation>
    </message>
    <message>
      <source>The engine is ready.</source>
      <translation>Le moteur est prêt.</translation>
    </message>
    <message>
      <source>Model information</source>
      <translation>Informations sur le modèle</translation>
    </message>
    <message>
      <source>Shows the card of a model and verifies its files</source>
      <translation>Montre la fiche d'un modèle et vérifie ses fichiers</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>An installed model.</source>
      <translation>Un modèle installé.</translation>
    </message>
    <message>
      <source>Model folder</source>
      <translation>Dossier de modèle</translation>
    </message>
    <message>
      <source>A model package of your own; it takes the place of the model.</source>
      <translation>Un paquet de modèle à vous ; il prend la place du modèle.</translation>
    </message>
    <message>
      <source>Model page</source>
      <translation>Page du modèle</translation>
    </message>
    <message>
      <source>What the model was trained on, bands, classes, accuracy, limits.</source>
      <translation>Sur quoi le modèle a été entraîné, bandes, classes, exactitude, limites.</translation>
    </message>
    <message>
      <source>Every file has the digest that the package names.</source>
      <translation>Chaque fichier a l'empreinte que le paquet indique.</translation>
    </message>
    <message>
      <source>model,card,weights,digest,bands,classes,accuracy</source>
      <translation>modèle,fiche,poids,empreinte,bandes,classes,exactitude</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>Optical bands</source>
      <translation>Bandes optiques</translation>
    </message>
    <message>
      <source>Radar bands</source>
      <translation>Bandes radar</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Classes</translation>
    </message>
    <message>
      <source>SHA-256 of the weights</source>
      <translation>SHA-256 des poids</translation>
    </message>
    <message>
      <source>Number of parameters</source>
      <translation>Nombre de paramètres</translation>
    </message>
    <message>
      <source>Segment land cover and remove clouds</source>
      <translation>Segmenter l'occupation du sol et retirer les nuages</translation>
    </message>
    <message>
      <source>Land-cover class map and cloud-free image from optical and radar layers</source>
      <translation>Carte des classes d'occupation du sol et image sans nuages, d'après des couches optique et radar</translation>
    </message>
    <message>
      <source>cloud,clouds,cloud removal,land cover,classification,segmentation,sentinel,sar,radar,deep learning,restoration,gap filling</source>
      <translation>nuage,nuages,retrait des nuages,occupation du sol,classification,segmentation,sentinel,sar,radar,apprentissage profond,restauration,comblement</translation>
    </message>
    <message>
      <source>Simulate clouds</source>
      <translation>Simuler des nuages</translation>
    </message>
    <message>
      <source>Puts simulated clouds and shadows on a clear image, to test with</source>
      <translation>Met des nuages et des ombres simulés sur une image dégagée, pour des essais</translation>
    </message>
    <message>
      <source>Cover in %</source>
      <translation>Couverture en %</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Graine</translation>
    </message>
    <message>
      <source>cloud,clouds,simulation,synthetic,shadow,mask,test data</source>
      <translation>nuage,nuages,simulation,synthétique,ombre,masque,données d'essai</translation>
    </message>
    <message>
      <source>Clouded share in %</source>
      <translation>Part nuageuse en %</translation>
    </message>
    <message>
      <source>An optical image without clouds. A local file, such as a GeoTIFF.</source>
      <translation>Une image optique sans nuages. Un fichier local, comme un GeoTIFF.</translation>
    </message>
    <message>
      <source>Thick, thin or both, broken fair-weather cloud, full cover, or the shadow of clouds outside the image.</source>
      <translation>Épais, fins ou les deux, nuages épars de beau temps, ciel couvert, ou l'ombre de nuages hors de l'image.</translation>
    </message>
    <message>
      <source>Share of the image under cloud; full cover and shade take no notice.</source>
      <translation>Part de l'image sous les nuages ; sans effet pour le ciel couvert et l'ombre.</translation>
    </message>
    <message>
      <source>The same seed makes the same clouds.</source>
      <translation>La même graine donne les mêmes nuages.</translation>
    </message>
    <message>
      <source>A real cloud mask, above 0 where cloud is; the clouds take its outlines.</source>
      <translation>Un vrai masque de nuages, au-dessus de 0 là où il y a nuage ; les nuages en prennent les contours.</translation>
    </message>
    <message>
      <source>An image with real clouds that are laid over the clear one. The cloud shapes above must then be its cloud mask.</source>
      <translation>Une image avec de vrais nuages, qui sont posés sur l'image dégagée. Les formes de nuages ci-dessus doivent alors être son masque.</translation>
    </message>
    <message>
      <source>What the numbers of the clear image mean.</source>
      <translation>Ce que signifient les nombres de l'image dégagée.</translation>
    </message>
    <message>
      <source>The image under simulated clouds, in the units of the input.</source>
      <translation>L'image sous des nuages simulés, dans les unités de l'entrée.</translation>
    </message>
    <message>
      <source>0 clear, 1 cloud, 2 shadow.</source>
      <translation>0 dégagé, 1 nuage, 2 ombre.</translation>
    </message>
    <message>
      <source>Optical thickness of the clouds in blue light.</source>
      <translation>Épaisseur optique des nuages dans le bleu.</translation>
    </message>
    <message>
      <source>Simulated cloud: {share:.1f} %.</source>
      <translation>Nuages simulés : {share:.1f} %.</translation>
    </message>
    <message>
      <source>Kind of cloud</source>
      <translation>Type de nuages</translation>
    </message>
    <message>
      <source>Cloud shapes</source>
      <translation>Formes des nuages</translation>
    </message>
    <message>
      <source>Clouded image</source>
      <translation>Image couverte</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>Bandes</translation>
    </message>
    <message>
      <source>Units</source>
      <translation>Unités</translation>
    </message>
    <message>
      <source>Simulated cloudy image</source>
      <translation>Image nuageuse simulée</translation>
    </message>
    <message>
      <source>Simulated cloud mask</source>
      <translation>Masque de nuages simulé</translation>
    </message>
    <message>
      <source>Simulated thickness</source>
      <translation>Épaisseur simulée</translation>
    </message>
    <message>
      <source>Land cover and clouds</source>
      <translation>Occupation du sol et nuages</translation>
    </message>
    <message>
      <source>Land-cover polygons</source>
      <translation>Polygones d'occupation du sol</translation>
    </message>
    <message>
      <source>Land-cover change between two dates</source>
      <translation>Changement d'occupation du sol entre deux dates</translation>
    </message>
    <message>
      <source>Flood extent</source>
      <translation>Étendue d'inondation</translation>
    </message>
    <message>
      <source>What lies under clouds is an estimate, not an observation.</source>
      <translation>Ce qui est sous les nuages est une estimation, pas une observation.</translation>
    </message>
    <message>
      <source>{share} % of the image was under cloud or shadow.</source>
      <translation>{share} % de l'image était sous nuage ou ombre.</translation>
    </message>
    <message>
      <source>Land-cover classes made by model {model} {version}.</source>
      <translation>Classes d'occupation du sol faites par le modèle {model} {version}.</translation>
    </message>
    <message>
      <source>Optical image restored by model {model} {version}.</source>
      <translation>Image optique restaurée par le modèle {model} {version}.</translation>
    </message>
    <message>
      <source>How much clouds and shadows change each pixel, 0 to 1, by {model}.</source>
      <translation>Combien nuages et ombres changent chaque pixel, de 0 à 1, selon {model}.</translation>
    </message>
    <message>
      <source>Class confidence and expected error of reflectance, by {model}.</source>
      <translation>Confiance de la classe et erreur attendue de la réflectance, selon {model}.</translation>
    </message>
    <message>
      <source>Clouded: {clouds:.1f} %. {tiles} tiles of {size} pixels on {device} ({precision}) in {time}.</source>
      <translation>Nuageux : {clouds:.1f} %. {tiles} tuiles de {size} pixels sur {device} ({precision}) en {time}.</translation>
    </message>
    <message>
      <source>Waiting for another run to end</source>
      <translation>Attente de la fin d'une autre exécution</translation>
    </message>
    <message>
      <source>Loading the model</source>
      <translation>Chargement du modèle</translation>
    </message>
    <message>
      <source>Reading the layers</source>
      <translation>Lecture des couches</translation>
    </message>
    <message>
      <source>Mapping and removing clouds</source>
      <translation>Cartographie et retrait des nuages</translation>
    </message>
    <message>
      <source>Writing the results</source>
      <translation>Écriture des résultats</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>Automatique</translation>
    </message>
    <message>
      <source>Reflectance, 0 to 1</source>
      <translation>Réflectance, 0 à 1</translation>
    </message>
    <message>
      <source>Reflectance × 10000</source>
      <translation>Réflectance × 10000</translation>
    </message>
    <message>
      <source>Reflectance × 10000 + 1000</source>
      <translation>Réflectance × 10000 + 1000</translation>
    </message>
    <message>
      <source>8-bit picture</source>
      <translation>Image 8 bits</translation>
    </message>
    <message>
      <source>Decibels</source>
      <translation>Décibels</translation>
    </message>
    <message>
      <source>Linear power</source>
      <translation>Puissance linéaire</translation>
    </message>
    <message>
      <source>Amplitude</source>
      <translation>Amplitude</translation>
    </message>
    <message>
      <source>Coded decibels, 16 bits</source>
      <translation>Décibels codés, 16 bits</translation>
    </message>
    <message>
      <source>reflectance 0-1</source>
      <translation>réflectance 0-1</translation>
    </message>
    <message>
      <source>DN/10000</source>
      <translation>DN/10000</translation>
    </message>
    <message>
      <source>DN/10000, offset -1000</source>
      <translation>DN/10000, décalage -1000</translation>
    </message>
    <message>
      <source>dB</source>
      <translation>dB</translation>
    </message>
    <message>
      <source>linear power</source>
      <translation>puissance linéaire</translation>
    </message>
    <message>
      <source>amplitude</source>
      <translation>amplitude</translation>
    </message>
    <message>
      <source>dB coded in 16 bits</source>
      <translation>dB codés sur 16 bits</translation>
    </message>
    <message>
      <source>{h} h {n} min</source>
      <translation>{h} h {n} min</translation>
    </message>
    <message>
      <source>{area} ha</source>
      <translation>{area} ha</translation>
    </message>
    <message>
      <source>{phase}, {left} left</source>
      <translation>{phase}, encore {left}</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} s</translation>
    </message>
    <message>
      <source>{n} min</source>
      <translation>{n} min</translation>
    </message>
    <message>
      <source>{area} km²</source>
      <translation>{area} km²</translation>
    </message>
    <message>
      <source>This model has no readable card.</source>
      <translation>Ce modèle n'a pas de fiche lisible.</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>Taille des pixels</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Paramètres</translation>
    </message>
    <message>
      <source>Tiles</source>
      <translation>Tuiles</translation>
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation>Seuil de nuage</translation>
    </message>
    <message>
      <source>The same, without infrared</source>
      <translation>Le même, sans infrarouge</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Réseau</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Dossier</translation>
    </message>
    <message>
      <source>Weights (SHA-256)</source>
      <translation>Poids (SHA-256)</translation>
    </message>
    <message>
      <source>Model card</source>
      <translation>Fiche du modèle</translation>
    </message>
    <message>
      <source>none</source>
      <translation>aucune</translation>
    </message>
    <message>
      <source>{low} to {high} m, trained at {trained} m</source>
      <translation>de {low} à {high} m, entraîné à {trained} m</translation>
    </message>
    <message>
      <source>{count} million</source>
      <translation>{count} millions</translation>
    </message>
    <message>
      <source>{size} pixels, overlap {overlap}</source>
      <translation>{size} pixels, recouvrement {overlap}</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Rapport</translation>
    </message>
    <message>
      <source>Clouded share in percent</source>
      <translation>Part nuageuse en pourcent</translation>
    </message>
    <message>
      <source>Valid share in percent</source>
      <translation>Part valide en pourcent</translation>
    </message>
    <message>
      <source>Device used</source>
      <translation>Périphérique utilisé</translation>
    </message>
    <message>
      <source>Notices</source>
      <translation>Remarques</translation>
    </message>
    <message>
      <source>The cloudy image. All results have its grid. A local file, such as a GeoTIFF.</source>
      <translation>L'image nuageuse. Tous les résultats ont sa grille. Un fichier local, comme un GeoTIFF.</translation>
    </message>
    <message>
      <source>Backscatter of the same place (VV, VH), taken within days of the optical image. Any grid and coordinate system. Without it, what clouds hide is only guessed.</source>
      <translation>Rétrodiffusion du même lieu (VV, VH), prise à quelques jours de l'image optique. Grille et système de coordonnées quelconques. Sans elle, ce que cachent les nuages est seulement deviné.</translation>
    </message>
    <message>
      <source>Other files of the same scene that hold bands, such as those of 20 m. They are brought onto the grid of the optical layer.</source>
      <translation>D'autres fichiers de la même scène qui contiennent des bandes, comme celles à 20 m. Ils sont ramenés à la grille de la couche optique.</translation>
    </message>
    <message>
      <source>The network that maps and restores.</source>
      <translation>Le réseau qui cartographie et restaure.</translation>
    </message>
    <message>
      <source>A model package of your own; it takes the place of the model above.</source>
      <translation>Un paquet de modèle à vous ; il prend la place du modèle ci-dessus.</translation>
    </message>
    <message>
      <source>A raster that says where clouds are. Without it, the network finds them.</source>
      <translation>Un raster qui dit où sont les nuages. Sans lui, le réseau les trouve.</translation>
    </message>
    <message>
      <source>Values of the cloud mask that mean cloud, for example 3,8,9,10 for a scene classification layer. Empty: the mask holds 0 and 1, or a probability.</source>
      <translation>Valeurs du masque qui signifient nuage, par exemple 3,8,9,10 pour une couche de classification de scène. Vide : le masque contient 0 et 1, ou une probabilité.</translation>
    </message>
    <message>
      <source>The part to work on, widened to whole pixels. Empty: the whole optical layer.</source>
      <translation>La partie à traiter, élargie à des pixels entiers. Vide : toute la couche optique.</translation>
    </message>
    <message>
      <source>Which band is which, for example B2=1,B3=2,B4=3,B8=4. Empty: recognised.</source>
      <translation>Quelle bande est laquelle, par exemple B2=1,B3=2,B4=3,B8=4. Vide : reconnu.</translation>
    </message>
    <message>
      <source>Which band is which, for example VV=1,VH=2. Empty: recognised.</source>
      <translation>Quelle bande est laquelle, par exemple VV=1,VH=2. Vide : reconnu.</translation>
    </message>
    <message>
      <source>What the numbers mean: reflectance from 0 to 1, reflectance times 10000, the same with an offset of 1000 (Sentinel-2 since 2022), or an 8-bit picture.</source>
      <translation>Ce que signifient les nombres : réflectance de 0 à 1, réflectance fois 10000, la même avec un décalage de 1000 (Sentinel-2 depuis 2022), ou une image 8 bits.</translation>
    </message>
    <message>
      <source>What the numbers mean: decibels, linear power, amplitude, decibels coded in 16 bits, or an 8-bit picture.</source>
      <translation>Ce que signifient les nombres : décibels, puissance linéaire, amplitude, décibels codés sur 16 bits, ou une image 8 bits.</translation>
    </message>
    <message>
      <source>Empty: as the model was trained. Smaller tiles need less memory.</source>
      <translation>Vide : comme le modèle a été entraîné. Des tuiles plus petites demandent moins de mémoire.</translation>
    </message>
    <message>
      <source>Neighbouring tiles are blended over this width. Empty: as the model says.</source>
      <translation>Les tuiles voisines sont fondues sur cette largeur. Vide : selon le modèle.</translation>
    </message>
    <message>
      <source>Empty: chosen for the device. Fewer need less memory.</source>
      <translation>Vide : choisi pour le périphérique. Moins de tuiles demandent moins de mémoire.</translation>
    </message>
    <message>
      <source>Where the network runs: auto takes the graphics card if the engine can use one.</source>
      <translation>Où le réseau s'exécute : auto prend la carte graphique si le moteur peut en utiliser une.</translation>
    </message>
    <message>
      <source>Number format of the network; auto takes the fastest that is safe.</source>
      <translation>Format des nombres du réseau ; auto prend le plus rapide qui soit sûr.</translation>
    </message>
    <message>
      <source>Where the cloud impact is below this value, the restored image equals the input. Between 0 and 1. Empty: as the model says.</source>
      <translation>Là où l'impact des nuages est sous cette valeur, l'image restaurée est égale à l'entrée. Entre 0 et 1. Vide : selon le modèle.</translation>
    </message>
    <message>
      <source>The class map, with class names and colours.</source>
      <translation>La carte des classes, avec noms et couleurs.</translation>
    </message>
    <message>
      <source>The optical layer without clouds, in the same units; clear ground is left exactly as it was.</source>
      <translation>La couche optique sans nuages, dans les mêmes unités ; le sol dégagé reste exactement tel quel.</translation>
    </message>
    <message>
      <source>How much clouds and their shadows change each pixel, from 0 to 1.</source>
      <translation>Combien les nuages et leurs ombres changent chaque pixel, de 0 à 1.</translation>
    </message>
    <message>
      <source>Band 1: confidence of the class, from 0 to 1. Band 2: expected error of the restored reflectance.</source>
      <translation>Bande 1 : confiance de la classe, de 0 à 1. Bande 2 : erreur attendue de la réflectance restaurée.</translation>
    </message>
    <message>
      <source>A page with the pictures, figures and settings of the run.</source>
      <translation>Une page avec les images, les chiffres et les réglages de l'exécution.</translation>
    </message>
    <message>
      <source>Optical layer</source>
      <translation>Couche optique</translation>
    </message>
    <message>
      <source>Radar layer</source>
      <translation>Couche radar</translation>
    </message>
    <message>
      <source>Further optical layers</source>
      <translation>Autres couches optiques</translation>
    </message>
    <message>
      <source>Cloud mask values</source>
      <translation>Valeurs du masque de nuages</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>Zone</translation>
    </message>
    <message>
      <source>Bands of the optical layer</source>
      <translation>Bandes de la couche optique</translation>
    </message>
    <message>
      <source>Bands of the radar layer</source>
      <translation>Bandes de la couche radar</translation>
    </message>
    <message>
      <source>Units of the optical layer</source>
      <translation>Unités de la couche optique</translation>
    </message>
    <message>
      <source>Units of the radar layer</source>
      <translation>Unités de la couche radar</translation>
    </message>
    <message>
      <source>Tile size in pixels</source>
      <translation>Taille des tuiles en pixels</translation>
    </message>
    <message>
      <source>Overlap of tiles in pixels</source>
      <translation>Recouvrement des tuiles en pixels</translation>
    </message>
    <message>
      <source>Tiles at a time</source>
      <translation>Tuiles à la fois</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Périphérique</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Précision</translation>
    </message>
    <message>
      <source>Land cover</source>
      <translation>Occupation du sol</translation>
    </message>
    <message>
      <source>Cloud impact</source>
      <translation>Impact des nuages</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Confiance</translation>
    </message>
    <message>
      <source>'{text}' is not a whole number ({parameter})</source>
      <translation>'{text}' n'est pas un nombre entier ({parameter})</translation>
    </message>
    <message>
      <source>'{text}' is not a number ({parameter})</source>
      <translation>'{text}' n'est pas un nombre ({parameter})</translation>
    </message>
    <message>
      <source>SegCR: land cover and cloud removal</source>
      <translation>SegCR : occupation du sol et retrait des nuages</translation>
    </message>
    <message>
      <source>Water</source>
      <translation>Eau</translation>
    </message>
    <message>
      <source>Trees</source>
      <translation>Arbres</translation>
    </message>
    <message>
      <source>Flooded vegetation</source>
      <translation>Végétation inondée</translation>
    </message>
    <message>
      <source>Crops</source>
      <translation>Cultures</translation>
    </message>
    <message>
      <source>Built area</source>
      <translation>Zone bâtie</translation>
    </message>
    <message>
      <source>Bare ground</source>
      <translation>Sol nu</translation>
    </message>
    <message>
      <source>Snow and ice</source>
      <translation>Neige et glace</translation>
    </message>
    <message>
      <source>Rangeland</source>
      <translation>Prairies et landes</translation>
    </message>
    <message>
      <source>Compares a land-cover map with a reference raster or with reference points, and a restored image with a clear one, and writes a page with the scores.</source>
      <translation>Compare une carte d'occupation du sol avec un raster ou des points de référence, et une image restaurée avec une image dégagée, et écrit une page avec les notes.</translation>
    </message>
    <message>
      <source>For a map: confusion matrix, overall accuracy, mean IoU and F1. For an image: PSNR, SSIM, spectral angle and mean absolute error of reflectance. With a cloud mask all scores are given for all pixels, under cloud and in the clear.</source>
      <translation>Pour une carte : matrice de confusion, exactitude globale, IoU et F1 moyens. Pour une image : PSNR, SSIM, angle spectral et erreur absolue moyenne de la réflectance. Avec un masque de nuages, toutes les notes sont données pour tous les pixels, sous les nuages et en zone dégagée.</translation>
    </message>
    <message>
      <source>Give the cloudy image too: it shows what the restoration is worth beside leaving the clouds in and beside two simple fillings.</source>
      <translation>Donnez aussi l'image nuageuse : elle montre ce que vaut la restauration à côté des nuages laissés en place et de deux remplissages simples.</translation>
    </message>
    <message>
      <source>Says whether the SegCR engine is set up, which libraries and models it finds and on which devices it can run.</source>
      <translation>Dit si le moteur SegCR est installé, quelles bibliothèques et quels modèles il trouve et sur quels périphériques il peut s'exécuter.</translation>
    </message>
    <message>
      <source>Where the engine is missing the algorithm still succeeds: READY is false and MESSAGE says what to do.</source>
      <translation>Là où le moteur manque, l'algorithme réussit quand même : READY est faux et MESSAGE dit que faire.</translation>
    </message>
    <message>
      <source>Shows what a model was trained on, its bands, classes, accuracy and limits, and verifies that its files are those its author packed.</source>
      <translation>Montre sur quoi un modèle a été entraîné, ses bandes, ses classes, son exactitude et ses limites, et vérifie que ses fichiers sont ceux que l'auteur a emballés.</translation>
    </message>
    <message>
      <source>The engine is not needed for it.</source>
      <translation>Le moteur n'est pas nécessaire pour cela.</translation>
    </message>
    <message>
      <source>Makes a land-cover class map and a cloud-free image from a cloudy optical layer. A radar layer of the same place, on any grid and in any coordinate system, shows what lies under the clouds.</source>
      <translation>Fait une carte des classes d'occupation du sol et une image sans nuages d'après une couche optique nuageuse. Une couche radar du même lieu, de grille et de système de coordonnées quelconques, montre ce qui est sous les nuages.</translation>
    </message>
    <message>
      <source>Ground that the network takes for clear stays exactly as it was in the input. What clouds hide is an estimate: look at the confidence layer before you measure in it.</source>
      <translation>Le sol que le réseau tient pour dégagé reste exactement comme dans l'entrée. Ce que cachent les nuages est une estimation : regardez la couche de confiance avant d'y mesurer.</translation>
    </message>
    <message>
      <source>Bands and units are recognised from the file. Where that fails, one sentence says what to fill in, for example the band map B2=1,B3=2,B4=3,B8=4.</source>
      <translation>Bandes et unités sont reconnues dans le fichier. Là où cela échoue, une phrase dit que remplir, par exemple la table des bandes B2=1,B3=2,B4=3,B8=4.</translation>
    </message>
    <message>
      <source>The cloud mask is optional: without one, the network finds the clouds. For the scene classification layer of Sentinel-2 give the values 3,8,9,10.</source>
      <translation>Le masque de nuages est facultatif : sans lui, le réseau trouve les nuages. Pour la couche de classification de scène de Sentinel-2, donnez les valeurs 3,8,9,10.</translation>
    </message>
    <message>
      <source>Puts simulated clouds and their shadows on a clear image, in the units of that image, and keeps the mask. With it you can see what a restoration is worth on your own ground: restore the clouded image and compare with the clear one.</source>
      <translation>Met des nuages simulés et leurs ombres sur une image dégagée, dans les unités de cette image, et garde le masque. Vous voyez ainsi ce que vaut une restauration sur votre propre terrain : restaurez l'image couverte et comparez avec l'image dégagée.</translation>
    </message>
    <message>
      <source>Clouds are made of fractal noise: thick cloud is opaque in every band, thin cloud lets long waves through, tops are bright and textured, shadows are shifted. The same seed makes the same clouds.</source>
      <translation>Les nuages sont faits de bruit fractal : un nuage épais est opaque dans toutes les bandes, un nuage fin laisse passer les grandes longueurs d'onde, les sommets sont clairs et texturés, les ombres sont décalées. La même graine donne les mêmes nuages.</translation>
    </message>
    <message>
      <source>A real cloud mask can lend its outlines. A really clouded image together with its mask can lend the clouds themselves.</source>
      <translation>Un vrai masque de nuages peut prêter ses contours. Une image vraiment nuageuse avec son masque peut prêter les nuages eux-mêmes.</translation>
    </message>
  </context>
  <context>
    <name>SegcrReport</name>
    <message>
      <source>All pixels</source>
      <translation>Tous les pixels</translation>
    </message>
    <message>
      <source>Under cloud</source>
      <translation>Sous nuage</translation>
    </message>
    <message>
      <source>Clear</source>
      <translation>Dégagé</translation>
    </message>
    <message>
      <source>Restored image</source>
      <translation>Image restaurée</translation>
    </message>
    <message>
      <source>Cloudy input</source>
      <translation>Entrée nuageuse</translation>
    </message>
    <message>
      <source>Filled with the mean clear colour</source>
      <translation>Rempli avec la couleur dégagée moyenne</translation>
    </message>
    <message>
      <source>Filled with the nearest clear pixel</source>
      <translation>Rempli avec le pixel dégagé le plus proche</translation>
    </message>
    <message>
      <source>Class map</source>
      <translation>Carte des classes</translation>
    </message>
    <message>
      <source>Reference</source>
      <translation>Référence</translation>
    </message>
    <message>
      <source>Reference points</source>
      <translation>Points de référence</translation>
    </message>
    <message>
      <source>Clear image</source>
      <translation>Image dégagée</translation>
    </message>
    <message>
      <source>Cloudy image</source>
      <translation>Image nuageuse</translation>
    </message>
    <message>
      <source>Cloud mask</source>
      <translation>Masque de nuages</translation>
    </message>
    <message>
      <source>Rows: reference. Columns: the map. Each cell counts pixels or points.</source>
      <translation>Lignes : référence. Colonnes : la carte. Chaque case compte des pixels ou des points.</translation>
    </message>
    <message>
      <source>PSNR in dB of reflectance (higher is better), SSIM up to 1, spectral angle in degrees and mean absolute error of reflectance (lower is better).</source>
      <translation>PSNR en dB de réflectance (plus c'est élevé, mieux c'est), SSIM jusqu'à 1, angle spectral en degrés et erreur absolue moyenne de réflectance (plus c'est bas, mieux c'est).</translation>
    </message>
    <message>
      <source>Accuracy assessment</source>
      <translation>Évaluation de la précision</translation>
    </message>
    <message>
      <source>Against reference data</source>
      <translation>Par rapport à des données de référence</translation>
    </message>
    <message>
      <source>Made by SegCR for QGIS. Scores hold for these references only.</source>
      <translation>Produit par SegCR pour QGIS. Les scores ne valent que pour ces références.</translation>
    </message>
    <message>
      <source>Overall accuracy</source>
      <translation>Précision globale</translation>
    </message>
    <message>
      <source>Mean IoU</source>
      <translation>IoU moyen</translation>
    </message>
    <message>
      <source>Mean F1</source>
      <translation>F1 moyen</translation>
    </message>
    <message>
      <source>Image</source>
      <translation>Image</translation>
    </message>
    <message>
      <source>Spectral angle</source>
      <translation>Angle spectral</translation>
    </message>
    <message>
      <source>Compared</source>
      <translation>Comparés</translation>
    </message>
    <message>
      <source>Pixels</source>
      <translation>Pixels</translation>
    </message>
    <message>
      <source>Not mapped</source>
      <translation>Non cartographié</translation>
    </message>
    <message>
      <source>Confusion matrix: {region}</source>
      <translation>Matrice de confusion : {region}</translation>
    </message>
    <message>
      <source>reflectance, 0 to 1</source>
      <translation>réflectance, de 0 à 1</translation>
    </message>
    <message>
      <source>reflectance times 10000</source>
      <translation>réflectance multipliée par 10000</translation>
    </message>
    <message>
      <source>reflectance times 10000, offset 1000</source>
      <translation>réflectance multipliée par 10000, décalage 1000</translation>
    </message>
    <message>
      <source>8-bit picture</source>
      <translation>Image 8 bits</translation>
    </message>
    <message>
      <source>decibels</source>
      <translation>décibels</translation>
    </message>
    <message>
      <source>linear power</source>
      <translation>puissance linéaire</translation>
    </message>
    <message>
      <source>amplitude</source>
      <translation>amplitude</translation>
    </message>
    <message>
      <source>decibels coded in 16 bits</source>
      <translation>décibels codés sur 16 bits</translation>
    </message>
    <message>
      <source>Land cover</source>
      <translation>Occupation du sol</translation>
    </message>
    <message>
      <source>Cloud impact</source>
      <translation>Impact des nuages</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Confiance</translation>
    </message>
    <message>
      <source>This report</source>
      <translation>Ce rapport</translation>
    </message>
    <message>
      <source>Made by SegCR for QGIS. Land cover and colours under clouds are estimates, not observations.</source>
      <translation>Produit par SegCR pour QGIS. Sous les nuages, l'occupation du sol et les couleurs sont des estimations, non des observations.</translation>
    </message>
    <message>
      <source>The card goes on with detailed scores: they come with the model.</source>
      <translation>La fiche se poursuit par des scores détaillés : ils accompagnent le modèle.</translation>
    </message>
    <message>
      <source>of the image is under cloud or its shadow</source>
      <translation>de l'image sous un nuage ou son ombre</translation>
    </message>
    <message>
      <source>The hatched part of a bar lies under cloud: it is estimated from radar and from the clear ground around it.</source>
      <translation>La partie hachurée d'une barre se trouve sous les nuages : elle est estimée d'après le radar et le sol dégagé alentour.</translation>
    </message>
    <message>
      <source>none: the network found the clouds itself</source>
      <translation>aucun : le réseau a trouvé les nuages lui-même</translation>
    </message>
    <message>
      <source>{bands}; values read as {units}</source>
      <translation>{bands} ; valeurs lues comme {units}</translation>
    </message>
    <message>
      <source>{value}: below it the input is left untouched</source>
      <translation>{value} : en dessous, l'entrée reste intacte</translation>
    </message>
    <message>
      <source>{count} of {size} pixels, overlap {overlap}</source>
      <translation>{count} de {size} pixels, recouvrement {overlap}</translation>
    </message>
    <message>
      <source>{device} ({precision}), batch size {batch}</source>
      <translation>{device} ({precision}), lots de {batch}</translation>
    </message>
    <message>
      <source>Land cover and restored image</source>
      <translation>Occupation du sol et image restaurée</translation>
    </message>
    <message>
      <source>mean confidence of the class</source>
      <translation>confiance moyenne de la classe</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>Part</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>Surface</translation>
    </message>
    <message>
      <source>unknown</source>
      <translation>inconnue</translation>
    </message>
    <message>
      <source>Sources</source>
      <translation>Sources</translation>
    </message>
    <message>
      <source>How it was made</source>
      <translation>Comment il a été produit</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Résultats</translation>
    </message>
    <message>
      <source>of the area holds data</source>
      <translation>de la zone contient des données</translation>
    </message>
    <message>
      <source>mapped</source>
      <translation>cartographiés</translation>
    </message>
    <message>
      <source>Optical layer</source>
      <translation>Couche optique</translation>
    </message>
    <message>
      <source>Optical date</source>
      <translation>Date optique</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>Bandes</translation>
    </message>
    <message>
      <source>Radar layer</source>
      <translation>Couche radar</translation>
    </message>
    <message>
      <source>Radar date</source>
      <translation>Date radar</translation>
    </message>
    <message>
      <source>Polarisations</source>
      <translation>Polarisations</translation>
    </message>
    <message>
      <source>Part of the layer</source>
      <translation>Partie de la couche</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>Weights (SHA-256)</source>
      <translation>Poids (SHA-256)</translation>
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation>Seuil de nuage</translation>
    </message>
    <message>
      <source>Tiles</source>
      <translation>Tuiles</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Périphérique</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>Durée</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>Mémoire</translation>
    </message>
    <message>
      <source>Model card</source>
      <translation>Fiche du modèle</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Classe</translation>
    </message>
    <message>
      <source>none</source>
      <translation>aucune</translation>
    </message>
    <message>
      <source>optical {date}</source>
      <translation>optique {date}</translation>
    </message>
    <message>
      <source>radar {date}</source>
      <translation>radar {date}</translation>
    </message>
    <message>
      <source>model {model}</source>
      <translation>modèle {model}</translation>
    </message>
    <message>
      <source>No pixel was mapped.</source>
      <translation>Aucun pixel n'a été cartographié.</translation>
    </message>
    <message>
      <source>{total} s, of which {loading} s to load the model</source>
      <translation>{total} s, dont {loading} s pour charger le modèle</translation>
    </message>
    <message>
      <source>{size} MB at most</source>
      <translation>{size} Mo au plus</translation>
    </message>
    <message>
      <source>Before: the cloudy input</source>
      <translation>Avant : l'entrée nuageuse</translation>
    </message>
    <message>
      <source>After: restored, drawn with the same contrast</source>
      <translation>Après : restaurée, affichée avec le même contraste</translation>
    </message>
  </context>
</TS>
