# Rounds, español (EE. UU.). Frases cortas, verbos, trato de usted. $device lo pone la
# página en cada mensaje.

## Cómo se llama lo que se tiene en la mano
device-tablet = tableta
device-phone = teléfono
device-computer = computadora

## Dónde está el trabajo (los nombres de estado tienen como mucho 28 caracteres)
state-saved = { $kind ->
    [phone] Guardado en este teléfono
   *[other] Guardado en esta { $device }
}
state-waiting = { $n ->
    [one] 1 cambio en espera
   *[other] { $n } cambios en espera
}
state-waiting-short = { $n } en espera
state-saving = Aún se guarda
state-sent = Enviado
state-server = En el servidor
state-signin = Entre para enviar
state-update = Actualice para enviar
state-review = Guardado para revisar
state-fault = No guardado: almacenamiento
sync-details-name = { $state }, detalles del envío

## Avisos
fault-body = Su última entrada está solo en la memoria. Expórtela antes de cerrar Rounds.
signin-body = Sus notas se quedan en su { $device }. Puede seguir escribiendo. Abra otra vez su enlace para entrar.
update-title = Hay una versión nueva.
update-rest = Se abre entre paradas. Nada de lo que escribió cambia.
update-body = Hay una versión nueva. Se abre entre paradas. Nada de lo que escribió cambia.
update-now = Actualizar ahora
private-title = Este navegador olvidará
private-body = Guarda poco o nada. Use la aplicación de la pantalla de inicio.
questions-or-evidence = Preguntas o evidencia
evidence-n = Evidencia ({ $n })
fill-no-file = Las notas aún no guardan fotos, grabaciones ni dibujos. Déjelos en el aparato y escriba aquí qué muestran.
fill-apart = Hay dos respuestas, de dos aparatos. ¿Cuál vale?
needs-update = Este formulario necesita una actualización.
needs-update-body = Lo que se conoce de él funciona. Actualice Rounds para ver el resto.
recover-title = Estaba escribiendo a las { $time }.
recover-rest = { $note } se cerró antes de añadir la última entrada.
keep-it = Conservar
discard = Descartar
try-again = Intentar de nuevo
export = Exportar
export-failed = El archivo no se guardó. Inténtelo desde otra ventana del navegador.
edit-refused = Eso no se cambió: { $why }.

## Almacenamiento que no se puede usar
no-storage-title = Rounds no puede guardar notas en este navegador
no-storage-body = No se perdió nada. Las notas necesitan espacio en su { $device } y el navegador no da ninguno. Antes de la visita, pruebe una de estas cosas:
no-storage-step-window = Abra Rounds en una ventana normal, no privada.
no-storage-step-room = Libere espacio en su { $device } e inténtelo de nuevo.
no-storage-step-app = Use la aplicación de la pantalla de inicio u otro navegador.
unreadable-title = Rounds no puede leer lo que hay guardado aquí
unreadable-body = Sus notas siguen en su { $device } y quedaron como estaban. Antes de la visita, pruebe una de estas cosas:
missing-title = Falta una parte de Rounds
missing-body = Sus notas están a salvo en su { $device }. Conéctese a internet e inténtelo de nuevo: Rounds traerá la parte y la guardará.
browser-said = Lo que se dijo: { $why }

## Partes que están en todos lados
skip = Ir al contenido
close = Cerrar
cancel = Cancelar
undo = Deshacer
add = Añadir
delete = Borrar
share = Compartir
keep = Conservar
replace = Cambiar
choose = Elija
status = Estado
someone = Alguien
now = ahora
hallway = Pasillo
note = Nota
notes = Notas
thing-note = nota
thing-visit = visita
thing-list = lista
not-open-title = Esta { $thing } no se abrió
not-open-body = Sus datos están a salvo en su { $device }. Inténtelo de nuevo o ábrala más tarde.
quoted = «{ $text }»
name-you = { $name }, usted
n-entries = { $n ->
    [one] 1 entrada
   *[other] { $n } entradas
}
n-notes = { $n ->
    [one] 1 nota
   *[other] { $n } notas
}

## Navegación
nav-main = Principal
nav-visits = Visitas
nav-stops = Paradas
nav-ready = Lista para salir
nav-device = { $kind ->
    [phone] Este teléfono
   *[other] Esta { $device }
}
back-to-stops = Volver a las paradas
back-to-note = Volver a la nota
back-to-device = Volver a su { $device }
unknown-title = Aquí no hay nada
unknown-heading = Esta dirección no lleva a ningún lado
unknown-body = Sus visitas y notas siguen donde estaban.

## Unirse
join = Unirse
join-a-visit = Unirse a una visita
invited-to = Está invitado a una visita
fact-when = Cuándo
fact-network = Red
fact-as = Se une como
role-observer = Observador
role-facilitator = Facilitador
role-host = Escuela anfitriona
role-and-team = { $role }, equipo { $team }
invited-by = Invita { $name } por { $network }.
invited-by-only = Invita { $name }.
link-works-until = Este enlace sirve hasta el { $date }.
install-title = Primero, ponga Rounds en su { $device }
install-why = Las notas viven en la aplicación de su pantalla de inicio. Una página del navegador puede perderlas tras una semana sin uso.
install-share = Toque Compartir
install-share-where = Arriba en Safari
install-add = Toque «Añadir a inicio»
install-add-then = Luego toque Añadir
install-open = Ábrala y escriba este código
install-open-or = O escanee otra vez el código QR
copy-code = Copiar el código
install = Instalar Rounds
code-copied = Código copiado
code-not-copied = El código no se copió. Anótelo.
continue-in-browser = Seguir en este navegador
join-scan-hint = Escanee el código QR con su cámara o abra su enlace.
camera-view = Vista de la cámara
camera-hint = Apunte al código QR
camera-other = Se vio un código. No es una invitación a esta dirección.
join-type-code = O escriba el código
join-code-hint = 8 letras y números, de su invitación
join-code-length = Un código tiene 8 letras y números. Revíselo y escríbalo otra vez.
join-wrong-code = No hay tal código. Revíselo y escríbalo otra vez.
join-too-often = Demasiados intentos. Espere un minuto y escríbalo otra vez.
join-dead = Este enlace ya no sirve. Pida uno nuevo.
join-unreadable = El servidor contestó algo que esta versión no conoce. Recargue e inténtelo de nuevo.
join-asking = Buscando la visita
join-offline = Unirse necesita internet una vez. Terminaremos cuando haya.
join-needs-net = Unirse necesita internet una vez. Después, no.
join-getting = Trayendo la visita
join-form-title = Unirse como
join-name = Su nombre
join-name-hint = Como lo ve su equipo, por ejemplo «Dana R.»
join-name-missing = Escriba su nombre como lo conoce su equipo.
join-work-waits = Antes hay que enviar { $n ->
    [one] 1 cambio
   *[other] { $n } cambios
} de otra persona en su { $device }.
join-team = Su equipo
join-team-hint = Su distrito, como lo conoce el equipo. Puede dejarlo vacío.
device-is = { $kind ->
    [phone] Este teléfono es
   *[other] Esta { $device } es
}
device-label = { $device } de { $name }
device-label-shared = { $device } de varios
device-mine = De uso propio
device-shared = De varios

## Bloqueo
pin = PIN
pin-new = PIN nuevo
pin-old = PIN actual
pin-change = Cambiar el PIN
pin-is-changed = El PIN está cambiado.
pin-hint = Seis números que solo usted sabe. Abren sus notas en su { $device }.
pin-digits = Un PIN tiene seis números.
pin-weak = Es el primero que otros prueban. Elija otro.
pin-wrong = { $n ->
    [one] Ese no es el PIN. Puede intentarlo una vez más.
   *[other] Ese no es el PIN. Puede intentarlo { $n } veces más.
}
lock = Bloquear
unlock = Desbloquear
lock-now = Bloquear ahora
lock-after = Bloquear después de
lock-minutes = { $n } min
lock-line = Mientras está bloqueado, nadie puede leer sus notas en su { $device }, ni en su almacenamiento.
lock-turn-on = Activar el bloqueo
lock-sealing = Se sellan sus notas.
lock-is-on = El bloqueo está activado.
lock-turn-off = Desactivar el bloqueo
lock-off-line = Entonces quien pueda abrir su { $device } podrá leer sus notas.
lock-opening = Se quita el sello de sus notas.
lock-is-off = El bloqueo está desactivado.
lock-entered = { $n } de { $of } números
lock-delete = Borrar el último número
lock-switch = Cambiar de persona
lock-who = ¿Quién es usted?
lock-someone-else = Otra persona
lock-back = Volver al PIN
lock-forgot = ¿Olvidó el PIN?
lock-spent = Entre para abrir. Sus notas no enviadas se conservan.
lock-wait = Demasiados PIN incorrectos. Sus notas se conservan. Inténtelo de nuevo en 15 minutos.
lock-ask = Pida a un facilitador de su visita un código para su { $device }: { $id }
lock-code = Código
lock-code-wrong = Ese código no lo abre. Un código sirve una hora: pida uno nuevo.
lock-open = Abrir
lock-no-half = Solo el PIN lo abre: su { $device } no tuvo internet desde que se activó el bloqueo. Sus notas se conservan.
signout-keep = Dejarlos bloqueados en su { $device }
signout-no-pin = Sin un PIN no pueden quedar bloqueados aquí. Active antes el bloqueo si quiere conservarlos.

## Visitas
network-and-team = { $network }, observa con { $team }
no-visits = Aún no hay visitas
no-visits-body = Escanee el código que mandó su red o abra su enlace.
today-day = Hoy, día { $day } de { $of }
visit-facts = { $schools ->
    [one] 1 escuela
   *[other] { $schools } escuelas
}, { $stops ->
    [one] 1 parada
   *[other] { $stops } paradas
}, { $people ->
    [one] 1 persona
   *[other] { $people } personas
} de { $districts ->
    [one] 1 distrito
   *[other] { $districts } distritos
}
all-stops-today = Todas las paradas de hoy
no-more-stops = No hay más paradas hoy.
coming-up = Próximas
upcoming-facts = { $when }, { $schools ->
    [one] 1 escuela
   *[other] { $schools } escuelas
}, { $stops ->
    [one] 1 parada
   *[other] { $stops } paradas
}
past-visits = Visitas pasadas
past-facts = { $when }, { $notes ->
    [one] 1 nota
   *[other] { $notes } notas
}
prepare-this-visit = Preparar esta visita
prepare-name = Preparar esta visita, { $visit }
prepare-hint = Hágalo con el wifi de la escuela o de casa antes de viajar.
prepare-size = { $forms ->
    [one] 1 formulario
   *[other] { $forms } formularios
}, { $stops ->
    [one] 1 parada
   *[other] { $stops } paradas
}
preparing-app = Trayendo la aplicación
preparing-visit = Trayendo la visita
prepare-stopped = Se detuvo por falta de internet. Sigue desde ahí.
ready-offline = Lista sin internet
not-prepared = No preparada
yours-to-finish = Por terminar
questions-left = { $n ->
    [one] Falta 1 pregunta
   *[other] Faltan { $n } preguntas
}
questions-left-seen = { $n ->
    [one] Falta 1 pregunta
   *[other] Faltan { $n } preguntas
}, { $seen }
ready-to-share = Lista para compartir
two-answers-short = Dos respuestas por comparar
date-range-month = del { $from } al { $to } de { $month }
date-range = del { $from } al { $to }
in-minutes = en { $n } min
in-hours = en { $n } h
minutes = { $n } min
school-minutes = { $school }, { $n ->
    [one] 1 minuto
   *[other] { $n } minutos
}
entries-and-seen = { $n ->
    [one] 1 entrada
   *[other] { $n } entradas
}, { $seen }

## Una visita
day = Día
visit-line = { $when }, anfitrión: { $host }
visit-facts-name = Datos de la visita
focus-of-inquiry = Foco de la indagación
team = Equipo
team-you = { $team }, usted
tablets-ready = Tabletas listas
tablets-of = { $n } de { $of }
tablets-mark = { $n } de { $of } tabletas están listas
tablets-missing = { $n ->
    [one] 1 aún no está preparada para esta visita. Todavía se puede preparar, también con la red de un teléfono.
   *[other] { $n } aún no están preparadas para esta visita. Todavía se pueden preparar, también con la red de un teléfono.
}
tablets-all = Todas pueden trabajar sin internet.
tablets-unknown = Se sabrá cuando haya internet. Nada depende de ello.
tablets-later = La lista llega cuando haya.
tablets-amber = «No desde» significa que una tableta puede tener notas que aún no están en el servidor.
tablets-alone = Nadie más se ha unido todavía con una tableta. Comparta una invitación y aparecerá aquí.
see-which-ones = Ver cuáles
as-of = A las { $time }
not-since = No desde { $time }
never-heard = Aún sin conexión
stops-at = Paradas en { $venue }
hallway-note = Nota de pasillo
which-stop = ¿Qué parada?
share-visit = Compartir esta visita
more-for-visit = Más sobre esta visita
address-copied = Dirección copiada. Se abre para quienes están en la visita.
address-not-copied = La dirección no se copió. Cópiela del navegador.
empty-day = Nada previsto
empty-day-body = Añada una nota de pasillo o elija otro día.
no-note-needed = Sin nota
no-form-here = Esta visita aún no tiene formulario aquí. Pregunte a quien la prepara.
choose-form = ¿Qué formulario?
start-note = Empezar nota
continue-note = Seguir la nota
start-note-name = Empezar nota, { $stop }
continue-note-name = Seguir la nota, { $stop }
you-entries = Usted, { $n ->
    [one] 1 entrada
   *[other] { $n } entradas
}
you-and-others = Usted y { $others ->
    [one] 1 más
   *[other] { $others } más
}, { $n ->
    [one] 1 entrada
   *[other] { $n } entradas
}
observers-notes = { $others ->
    [one] 1 observador
   *[other] { $others } observadores
}, { $n ->
    [one] 1 nota
   *[other] { $n } notas
}
stop-line = { $time }, { $school }, { $n } minutos
no-notes = Aún no hay notas
no-notes-body = Aquí aparecen las notas de esta parada: las suyas y las que le comparten.

## Una nota
review = Revisar
details = Detalles
questions = Preguntas
class-of-day = { $school }, clase { $n } de { $of } hoy
seen-only-me = Solo yo
seen-team-short = Su equipo
seen-me = Solo usted
seen-team = Su equipo
seen-host = Escuela anfitriona
seen-low-me = solo yo
seen-low-team = su equipo
seen-low-host = la escuela anfitriona
evidence-log = Registro de evidencia
evidence-list = Evidencia, { $n ->
    [one] 1 entrada
   *[other] { $n } entradas
}
no-entries = Aún no hay entradas
no-entries-body = Escriba lo primero que vea u oiga. La hora se añade sola.
new-entries = { $n ->
    [one] 1 entrada nueva
   *[other] { $n } entradas nuevas
}
new-entry = Entrada nueva
who-or-what = Quién o qué
how-you-know = Cómo lo sabe
mode-name = { $mode }, cómo lo sabe
composer-name = ¿Qué vio u oyó?
tags-name = Etiquetas, { $n } elegidas
tags-title = Etiquetas
entry-more = Más de la entrada de las { $time }
entry-at = Entrada de las { $time }
entry-text = Texto de esta entrada
entry-of-other = Solo quien la escribió cambia esta entrada.
entry-deleted = Entrada borrada
written-by = Escrito por { $name }.
link-to-look-for = Enlazar con un aspecto
move-to-wonderings = Pasar a preguntas propias
moved-to-wonderings = Pasada a preguntas propias
nudge-judgment-title = «{ $word }» es un juicio.
nudge-judgment-rest = ¿Qué vio u oyó?
nudge-name-title = Esto puede ser un nombre.
nudge-name-rest = Escriba «Docente» o «un estudiante».
name-replacement = Docente
tools = Herramientas
tools-name = Conteos y aspectos
counts = Conteos
count-add = { $count } { $n }, sumar uno
count-take = { $count }, quitar uno
count-now = { $count } { $n }
look-fors = Aspectos
rated = { $n } de { $of } con nivel
link-what-you-saw = Enlace lo que vio
entries-linked = { $n ->
    [one] 1 entrada enlazada
   *[other] { $n } entradas enlazadas
}
wonderings = Preguntas propias
add-wondering = Añadir una pregunta
wondering-text = Pregunta propia
delete-wondering = Borrar esta pregunta
not-a-number = Use solo cifras, por ejemplo 24.
number-small = Use { $min } o más.
number-large = Use { $max } o menos.
now-button = Ahora
timer = Tiempo de la visita
timer-name = Tiempo de la visita, { $now } de { $of }, { $state }
timer-name-near = Tiempo de la visita, { $words }, { $now } de { $of }, { $state }
timer-running = en marcha
timer-paused = en pausa
timer-of = de { $of }
timer-left = Quedan { $n } min
timer-over = Tiempo
timer-pause = Pausar
timer-go-on = Seguir
timer-add = Añadir 5 minutos
timer-end = Terminar la visita
timer-sleep = La pantalla puede apagarse.

## Revisión
review-colon = Revisar:
school-entries = { $school }, { $n ->
    [one] 1 entrada
   *[other] { $n } entradas
}
two-answers = Dos respuestas para «{ $field }»
two-body = Dos tabletas escribieron esto por separado. Se conservan ambas. ¿Cuál va en la nota?
two-log = Su elección queda en el historial con ambas respuestas. Cualquiera del equipo puede cambiarla.
one-of = 1 de { $of }
use-value = Usar { $value }
neither = Ninguna es correcta
use-number = Usar este número
use-text = Usar este texto
type-a-number = Escriba un número
type-number-first = Escriba antes un número.
type-answer-first = Escriba o elija antes una respuesta.
decide-later = Decidir después
answer-chosen = Queda { $value }. Ambas respuestas siguen en el historial.
next-to-it = Al lado: «{ $text }»
today-at = Hoy { $time }
before-you-share = Antes de compartir
n-of-done = { $n } de { $of }
evidence-not-opinion = Evidencia, no opinión
no-judgments = { $n ->
    [0] Aún no hay entradas.
    [one] 1 entrada leída. No usa palabras de juicio.
   *[other] { $n } entradas leídas. Ninguna usa palabras de juicio.
}
judgment-at = { $time }: «{ $word }» es un juicio.
no-names = Ninguna entrada nombra a una persona
entries-may-name = { $n ->
    [one] Una entrada puede nombrar a una persona
   *[other] { $n } entradas pueden nombrar a una persona
}
replace-with = Cambiar por «Docente»
name-hidden = nombre oculto
no-open-questions = Ninguna pregunta pendiente
open-questions = { $n ->
    [one] Hay una pregunta pendiente
   *[other] Hay { $n } preguntas pendientes
}
go-to-it = Ir a ella
sharing-and-summary = Compartir y resumen
who-can-see = Quién puede ver esta nota
seen-me-line = Hasta que la comparta
seen-team-line = { $n ->
    [one] 1 persona de esta visita
   *[other] { $n } personas de esta visita
}
seen-host-line = Todos los de la escuela anfitriona en esta visita
when-connects = Cuando su { $device } se conecte
only-author-shares = Solo quien la escribió comparte una nota.
audience-team = su equipo
audience-host = la escuela anfitriona
share-with = Compartir con { $audience }
share-not-here = Esta nota aún no ha llegado a este dispositivo. Compártala cuando sus palabras estén aquí.
share-title = ¿Compartir con { $audience }?
share-team-1 = Todo el equipo de esta visita puede leerla y añadir a ella.
share-team-2 = La escuela anfitriona no la ve.
share-team-3 = Quien la vio puede recordarla o haberla impreso, aunque se retire.
share-host-1 = Todos los de la escuela anfitriona en esta visita pueden leerla.
share-host-2 = No pueden cambiarla.
share-host-3 = Quien la vio puede recordarla o haberla impreso, aunque se retire.
first-answers = Primero decida entre las dos respuestas.
first-answers-and-name = Primero decida entre las dos respuestas y mire el posible nombre.
first-name = Primero mire el posible nombre.
first-questions = Primero conteste las preguntas pendientes.
summary = Resumen
print-note = Imprimir esta nota
printed-at = Impreso el { $when }
wonderings-apart = { $n }, aparte de la evidencia

## Dónde está su trabajo
where-work-is = Dónde está su trabajo
all-safe-title = Todo está en el servidor
all-safe-checked = Última comprobación: { $time }.
nothing-yet-title = Todavía no hay nada que enviar
nothing-yet = Lo que escriba se muestra aquí hasta que esté en el servidor.
offline-fine = Están guardados en su { $device }. Sin internet desde las { $time }, y está bien.
removed-title = Se quitó su { $device } de las visitas
removed-body = Sus notas no enviadas se guardan aquí. Pida a un facilitador que las acepte, o guarde un archivo de rescate.
ask-to-accept = Pedir que se acepten
asked = Pedido. Un facilitador decide; sus notas también siguen en su { $device }.
ask-no-key = Su { $device } se unió hace demasiado tiempo para pedirlo. Guarde un archivo de rescate.
review-body = El servidor no lo aceptó por sí solo. Se queda en su { $device } y puede exportarse.
needs-internet = Esto necesita internet. No se perdió nada.
sending = Están guardados en su { $device } y van en camino.
connecting = Están guardados en su { $device }. Buscando internet.
send-now = Enviar ahora
send-none = No se encontró internet. Seguimos intentando.
check-again = Comprobar otra vez
stages = Etapas
waiting = En espera
tries-again = Reintenta en { $n } s
entries-counts-look-fors = { $entries ->
    [one] 1 entrada
   *[other] { $entries } entradas
}, { $counts ->
    [one] 1 conteo
   *[other] { $counts } conteos
}, { $rated ->
    [one] 1 aspecto
   *[other] { $rated } aspectos
}
needs-you = Le necesita
compare = Comparar
see-why = Ver por qué
rescue = Archivo de rescate
rescue-body = Si su { $device } no puede conectarse, guarde todo lo no enviado en un archivo. Ábralo en Rounds en cualquier aparato. Abrirlo dos veces no hace daño.
rescue-save = Guardar archivo de rescate
rescue-open = Abrir un archivo de rescate
rescue-none = No es un archivo de rescate, o está dañado.
rescue-kept = El archivo se guarda aquí. Irá al servidor cuando su { $device } se conecte.
rescue-opened = { $n ->
    [one] 1 cambio del archivo está en el servidor.
   *[other] { $n } cambios del archivo están en el servidor.
}{ $refused ->
    [0] { "" }
    [one] { " " }1 nota fue rechazada.
   *[other] { " " }{ $refused } notas fueron rechazadas.
}{ $kept ->
    [0] { "" }
    [one] { " " }1 nota espera a un facilitador.
   *[other] { " " }{ $kept } notas esperan a un facilitador.
}
journal-rescued = { $what ->
    [one] 1 cambio de un archivo de rescate
   *[other] { $what } cambios de un archivo de rescate
}
rescue-size = { $n ->
    [one] 1 cambio
   *[other] { $n } cambios
}
earlier = Antes
nothing-earlier = Nada todavía.
journal-sent = { $what ->
    [one] 1 cambio en el servidor
   *[other] { $what } cambios en el servidor
}
journal-shared = Se compartió { $what }
journal-prepared = Se preparó { $what }

## Esta tableta
device-name = Nombre
display = Pantalla
display-system = Como el sistema
display-light = Clara
display-dark = Oscura
display-sunlight = Sol
text-size = Tamaño del texto
text-standard = Normal
text-large = Grande
text-largest = Muy grande
language = Idioma
hand = Mano al escribir
hand-right = Derecha
hand-left = Izquierda
vibration = Vibrar al contar

## Cerrar la sesión
signout = Cerrar sesión
signout-line = Quita todo lo suyo de su { $device }.
signout-title = ¿Cerrar la sesión de { $name }?
signout-title-plain = ¿Cerrar la sesión de su { $device }?
signout-waiting = { $n ->
    [one] 1 cambio no se ha enviado. Es de { $name }.
   *[other] { $n } cambios no se han enviado. Son de { $name }.
}
signout-safe = Todo lo de { $name } está en el servidor. Se quita de su { $device }.
signout-unshared = Comparta antes lo que aún necesite: una nota que solo usted ve no podrá abrirse de nuevo después.
signout-send = Enviar ahora y cerrar sesión
signout-discard = { $n ->
    [one] Descartar 1 cambio
   *[other] Descartar { $n } cambios
}
signout-word = DESCARTAR
signout-type = Escriba { $word }
signout-type-why = { $n ->
    [one] 1 cambio no está en ningún otro aparato. Se perderá.
   *[other] { $n } cambios no están en ningún otro aparato. Se perderán.
}
signout-type-wrong = Escriba la palabra { $word } para descartar.
signout-offline = No se encontró internet. Su sesión sigue abierta y todo se conserva.
signout-refused = El servidor no acepta todo. Guarde el archivo de rescate en «Dónde está su trabajo», o descártelo.
signout-begun = Hay una observación empezada y no añadida. Añádala a su nota, o descártela.
signout-elsewhere = Rounds trabaja ahora en otra ventana. Inténtelo otra vez aquí.
signed-out = Sesión cerrada
signed-out-here = Sesión cerrada en su { $device }. El servidor lo sabrá cuando haya internet.

## Lista para salir
ready-checking = Comprobando
ready-yes = Lista
ready-almost = Casi lista
ready-no = No está lista
ready-yes-line = Todo funciona sin internet.
ready-look-at = { $n ->
    [one] Hay una cosa que mirar. Lo demás funciona sin internet.
   *[other] Hay { $n } cosas que mirar.
}
ready-ring = { $n } de { $of } comprobaciones listas
ready-word = Lista
how-to-fix = Cómo arreglarlo
check-home = En la pantalla de inicio
home-good = Las notas quedan aunque se borre el navegador
home-bad = No está en la pantalla de inicio
home-bad-line = Una página del navegador puede perder notas tras una semana sin uso.
fix-home = En el menú del navegador o en Compartir, elija «Añadir a inicio» o «Instalar». Luego abra Rounds desde ahí.
check-offline = Abre sin internet
offline-good = Los { $n } archivos de la aplicación están aquí
offline-bad = La aplicación aún no está completa aquí
offline-bad-line = Este navegador no ha guardado la aplicación.
offline-bad-files = Hay { $n } de { $of } archivos.
fix-offline = Deje Rounds abierto un momento con wifi y compruebe otra vez. Las ventanas privadas no guardan la aplicación.
check-visit = Visita guardada aquí
visit-good = { $stops ->
    [one] 1 parada
   *[other] { $stops } paradas
}, { $forms ->
    [one] 1 formulario
   *[other] { $forms } formularios
}, { $people ->
    [one] 1 persona
   *[other] { $people } personas
}
visit-bad = La visita aún no está completa aquí
visit-bad-line = Una parte sigue en el servidor.
fix-visit = Conéctese al wifi y elija «Preparar esta visita».
check-protected = Almacenamiento protegido
protected-good = El sistema no borrará sus notas para hacer espacio
protected-bad = Almacenamiento sin proteger
protected-bad-line = El sistema puede borrar notas cuando su { $device } esté casi sin espacio.
fix-protected = Ponga Rounds en la pantalla de inicio, ábralo desde ahí y compruebe otra vez.
check-test = Nota de prueba escrita y leída
test-good = Tardó menos de un segundo
test-slow = Tardó más de un segundo
test-bad = La nota de prueba no se escribió
fix-test = Libere espacio en su { $device }, cierre otras pestañas de Rounds y compruebe otra vez.
check-clock = Reloj en hora
clock-good = A menos de dos minutos del servidor
clock-later = Se mira cuando haya internet
clock-behind = El reloj va { $n } minutos atrasado
clock-ahead = El reloj va { $n } minutos adelantado
clock-bad-line = Sus entradas mostrarían otras horas que las de su equipo.
fix-clock = En los ajustes del sistema, ponga fecha y hora en automático.
check-session = Sesión abierta
session-good = Sus notas se envían cuando hay internet
session-until = Hasta el { $date }. Después, las notas quedan aquí hasta que entre otra vez
session-bad = Sin sesión
fix-session = Abra otra vez su enlace en su { $device }. Sus notas quedan como están.
check-waiting = Nada en espera
waiting-good = Todo lo de su { $device } está en el servidor
waiting-bad-line = Guardado en su { $device }, aún no en el servidor.
fix-waiting = Conéctese al wifi y deje Rounds abierto un momento.
storage = Almacenamiento
storage-and-device = Almacenamiento y { $device }
free-room = { $size } libres
used-room = { $size } en uso
storage-notes = Notas y formularios
storage-app = Aplicación
storage-nearly-full = Casi lleno
remove-past = Quitar visitas pasadas
remove-past-none = No hay nada que quitar. Aquí solo aparecen las visitas terminadas que están enteras en el servidor.
remove-past-body = Sus notas se quitan de su { $device } y quedan en el servidor. Abra la visita con internet para traerlas de nuevo.
remove-past-do = { $n ->
    [one] Quitar 1 visita
   *[other] Quitar { $n } visitas
}
remove-past-size = { $notes ->
    [one] 1 nota, { $size }
   *[other] { $notes } notas, { $size }
}
remove-past-done = { $n ->
    [one] 1 visita pasada quitada de su { $device }
   *[other] { $n } visitas pasadas quitadas de su { $device }
}
remove-past-kept = Una parte se queda: no todo está en el servidor, o hay una nota abierta.
aside-title = No está en su { $device }
aside-body = Las notas de esta visita están en el servidor. Tráigalas para leerlas o seguir escribiendo.
aside-fetch = Traer notas
aside-coming = Las notas están en camino.
aside-facts = { $when }, no está en su { $device }
change-settings = Cambiar ajustes

# Formularios: la biblioteca, un archivo propio, probar
needs-net = Esto necesita internet. No se perdió nada.
nav-forms = Formularios
back-to-visits = Volver a las visitas
back-to-forms = Volver a los formularios
forms-sub = Lo que llenan los observadores
forms-library = Formularios de la práctica
forms-questions = { $n ->
    [one] 1 pregunta
   *[other] { $n } preguntas
}
forms-minutes = unos { $n } minutos
forms-try = Probar
forms-try-named = Probar, { $form }
forms-trying = Probando
forms-nothing-stored = Está probando este formulario. Nada de lo que escriba aquí se guarda ni se envía.
forms-again = Empezar de nuevo
forms-language = Idioma del formulario
forms-not-here = Este formulario aún no está en su { $device }
forms-not-open = Este formulario no se abrió
forms-unknown = Aquí no hay tal formulario, o esta versión no lo puede leer. Elíjalo de nuevo.
forms-own = Un formulario propio
forms-own-body = Suelte aquí una hoja de cálculo o un XForm de KoboToolbox u ODK. Rounds lo lee y puede probarlo enseguida.
forms-choose = Elegir un archivo
forms-reading = Leyendo { $file }
forms-problems = { $n ->
    [one] 1 cosa por corregir en { $file }
   *[other] { $n } cosas por corregir en { $file }
}
forms-sheet = Hoja
forms-row = Fila
forms-column = Columna
forms-problem = Qué corregir
fill-full = El registro está lleno. No se puede agregar nada más.
fill-missing = Hay que responder esto.
fill-wrong = Esta respuesta no corresponde. Revísela.
fill-whole = Escriba un número entero, por ejemplo 24.
fill-number = Escriba un número, por ejemplo 2.5.
fill-year = Escriba un año de cuatro cifras.
fill-required = Obligatoria
fill-agree = Leído y aceptado
fill-search = Escriba para buscar
fill-search-in = Buscar en { $label }
fill-more-choices = { $n ->
    [one] 1 más. Escriba para hallarla.
   *[other] { $n } más. Escriba para hallarlas.
}
fill-start = Iniciar
fill-stop = Parar
fill-time = Tiempo
fill-timer-start = Iniciar, { $label }
fill-timer-stop = Parar, { $label }
fill-rank-open = Aún sin ordenar. Arrastre por el asa o use las flechas del teclado.
fill-rank-how = Arrastre por el asa o use las flechas del teclado.
fill-rank-item = , { $n } de { $of }
fill-rank-now = { $label } es ahora el número { $n }.
fill-rank-up = Subir, { $label }
fill-rank-down = Bajar, { $label }
fill-no-answer = Sin respuesta
fill-month = Mes
fill-month-of = Mes, { $label }
fill-year-of = Año, { $label }
fill-no-position = No se obtuvo la posición. Permítala en el navegador o escríbala.
fill-position = Escriba latitud y longitud, por ejemplo 42.36 -71.06.
fill-position-example = 42.36 -71.06
fill-looking = Buscando
fill-take-position = Tomar mi posición
fill-add-position = Agregar mi posición
fill-points = { $n ->
    [one] 1 punto
   *[other] { $n } puntos
}
fill-clear = Borrar
fill-photo = Tomar o elegir una foto
fill-sound = Grabar o elegir un sonido
fill-film = Grabar o elegir un video
fill-file = Elegir un archivo
fill-picture = Elegir una imagen en su lugar
fill-for = { $what }, { $label }
fill-kilobytes = { $n } kB
fill-add = Agregar
fill-add-card = Agregar una tarjeta
fill-add-wondering = Agregar una pregunta
fill-add-entry = Agregar una entrada
fill-removed = Se quitó.
fill-instance = { $label } { $n }
fill-remove = Quitar { $label }
fill-part-of = Parte { $n } de { $of }
fill-parts = Partes del formulario
fill-back = Atrás
fill-next = Siguiente
fill-answered = { $n } de { $of } respondidas
fill-progress = Respondidas
fill-check = Revisar
fill-all-well = No hay nada pendiente ni incorrecto.
fill-no-choices = Aquí aún no hay nada que elegir: depende de otra respuesta o viene con una visita.
fill-entry-n = Entrada { $n }
fill-wondering-n = Pregunta { $n }
fill-card-n = Tarjeta { $n }
