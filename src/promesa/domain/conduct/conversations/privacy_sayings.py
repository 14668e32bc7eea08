"""What is said in conversations about a customer's own data, es-MX and en."""

from collections.abc import Mapping

SAYINGS: Mapping[str, tuple[str, str]] = {
    "stopped": (
        "Listo: no te enviaremos promociones. Los avisos de tus pedidos sí te llegan.",
        "Done: we will send you no offers. You still get notices about your orders.",
    ),
    "confirm_resume": ("¿Quieres recibir nuestras promociones?", "Do you want to get our offers?"),
    "resumed": (
        "Listo: recibirás nuestras promociones. Escribe BAJA cuando ya no las quieras.",
        "Done: you will get our offers. Write STOP when you no longer want them.",
    ),
    "still_stopped": (
        "Lo anotamos, pero las promociones siguen detenidas: tú las detuviste en WhatsApp o después de este mensaje.",
        "We noted it, but offers stay stopped: you stopped them in WhatsApp itself, or after this message.",
    ),
    "profiling_is_on": (
        "Listo: un programa puede tomar en cuenta tus compras para elegir lo que te ofrecemos.",
        "Done: a program may look at what you bought to choose what we offer you.",
    ),
    "profiling_is_off": (
        "Listo: ningún programa usará tus compras para elegir lo que te ofrecemos.",
        "Done: no program will use what you bought to choose what we offer you.",
    ),
    "my_data": (
        "Usamos tus datos para surtir y entregar tus pedidos (necesario). Además, solo si tú quieres: promociones:"
        " {advertising}; perfilado: {profiling}. Puedes cambiarlo, o pedir ver, corregir o borrar tus datos.",
        "We use your data to prepare and deliver your orders (necessary). Besides, only if you want: offers:"
        " {advertising}; profiling: {profiling}. You can change that, or ask to see, correct or erase your data.",
    ),
    "ask_what_to_correct": (
        "Escribe en un solo mensaje qué dato está mal y cómo debe quedar. Se guarda sellado.",
        "Write in one message which of your data is wrong and what it should be. It is kept sealed.",
    ),
    "ask_purpose": ("¿A qué uso de tus datos te opones?", "Which use of your data do you object to?"),
    "confirm_right": (
        "¿Registro tu solicitud ({right}) para que te respondamos a más tardar el {answer_by}?",
        "Shall I record your request ({right}), for us to answer by {answer_by}?",
    ),
    "confirm_erasure": (
        "¿Registro que quieres borrar tus datos? Te respondemos a más tardar el {answer_by}. Si procede, dejamos de"
        " usarlos ese día y se borran después; ya no podremos escribirte.",
        "Shall I record that you want your data erased? We answer by {answer_by}. If it is granted, we stop using them"
        " that day and erase them later; we can no longer write to you.",
    ),
    "done_AskRight": (
        "Listo. Tu solicitud ({right}) es la {request}. Te respondemos a más tardar el {answer_by} ({answer_days} días"
        " hábiles); si procede, queda hecha en los {execute_days} días hábiles siguientes.",
        "Done. Your request ({right}) is {request}. We answer by {answer_by} ({answer_days} business days); if it is"
        " granted, it is carried out within the next {execute_days} business days.",
    ),
    "right_is_open": (
        "Ya tenemos tu solicitud ({right}), la {request}. Te respondemos a más tardar el {answer_by}.",
        "We already have your request ({right}), {request}. We answer by {answer_by}.",
    ),
    "privacy_by_a_person": (
        "No encuentro un pedido con el que comprobar que eres tú. Una persona recibe tu solicitud.",
        "I find no order by which to check that it is you. A person takes your request.",
    ),
}
"""By code."""

TITLES: Mapping[str, tuple[str, str]] = {
    "resume": ("Recibir promociones", "Get offers"),
    "more": ("Más opciones", "More options"),
    "something_else": ("Otra cosa", "Something else"),
    "my_data": ("Mis datos", "My data"),
    "profiling_off": ("Sin perfilado", "No profiling"),
    "profiling_on": ("Permitir perfilado", "Allow profiling"),
    "access": ("Ver mis datos", "See my data"),
    "rectification": ("Corregir mis datos", "Correct my data"),
    "cancellation": ("Borrar mis datos", "Erase my data"),
    "opposition": ("Oponerme a un uso", "Object to a use"),
    "advertising": ("Promociones", "Offers"),
    "profiling": ("Perfilado", "Profiling"),
    "every_use": ("A todo lo voluntario", "All voluntary uses"),
    "another_code": ("Otro código", "Another code"),
    "is_on": ("sí", "yes"),
    "is_off": ("no", "no"),
}
"""Of buttons and rows, and of words in sentences."""
