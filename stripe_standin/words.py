"""What the hosted pages say, in English and in Spanish."""

WORDS = {
    "simulator": ("Simulator: no real money is moved", "Simulador: no se mueve dinero real"),
    "in_place_of": (
        "This page stands in for the payment provider's own.",
        "Esta página está en lugar de la del proveedor de pagos.",
    ),
    "to_pay": ("To pay", "A pagar"),
    "card": ("Card", "Tarjeta"),
    "card_number": ("Card number", "Número de tarjeta"),
    "card_hint": ("Only test cards are taken; a real number is refused.", "Solo valen tarjetas de prueba."),
    "choose_card": ("Test cards", "Tarjetas de prueba"),
    "card_works": ("is paid", "se paga"),
    "card_declined": ("is declined", "se rechaza"),
    "card_insufficient": ("has insufficient funds", "no tiene fondos suficientes"),
    "card_asks": ("asks the bank first", "pide confirmar en el banco"),
    "card_refund_fails": ("is paid, but a refund to it fails", "se paga, pero falla el reembolso"),
    "pay": ("Pay", "Pagar"),
    "debit": ("Bank debit", "Débito bancario"),
    "debit_hint": ("The bank says later whether it pays.", "El banco contesta después."),
    "debit_pays": ("Debit an account that pays", "Debitar una cuenta que paga"),
    "debit_fails": ("Debit an account without funds", "Debitar una cuenta sin fondos"),
    "back": ("Go back without paying", "Volver sin pagar"),
    "confirm_title": ("The bank of your card asks", "El banco de su tarjeta pregunta"),
    "confirm_question": ("Do you want to make this payment?", "¿Desea hacer este pago?"),
    "yes": ("Yes, pay", "Sí, pagar"),
    "no": ("No", "No"),
    "wire_title": ("Bank transfer", "Transferencia bancaria"),
    "account": ("Account number", "Número de cuenta"),
    "routing": ("Bank code", "Código del banco"),
    "bank": ("Bank", "Banco"),
    "reference": ("Reference", "Referencia"),
    "remaining": ("Still to come", "Falta recibir"),
    "let_arrive": ("Let a transfer arrive", "Hacer llegar una transferencia"),
    "amount": ("Amount", "Monto"),
    "send": ("Send this amount", "Enviar este monto"),
    "arrived": ("Arrived", "Recibido"),
    "all_arrived": ("All of it has arrived.", "Todo ha llegado."),
    "closed": ("This page is closed.", "Esta página está cerrada."),
    "paid": ("This is paid.", "Esto está pagado."),
    "canceled": ("This payment was given up.", "Este pago fue anulado."),
    "generic_decline": ("Your card was declined.", "Su tarjeta fue rechazada."),
    "insufficient_funds": ("Your card has insufficient funds.", "Su tarjeta no tiene fondos suficientes."),
    "lost_card": ("Your card was declined.", "Su tarjeta fue rechazada."),
    "expired_card": ("Your card has expired.", "Su tarjeta ha vencido."),
    "incorrect_cvc": ("The card's security code is wrong.", "El código de seguridad no es correcto."),
    "processing_error": (
        "The card could not be asked. Try again.",
        "No se pudo consultar la tarjeta. Intente de nuevo.",
    ),
    "incorrect_number": ("This is not one of the test cards.", "Esta no es una tarjeta de prueba."),
    "not_confirmed": ("The payment was not confirmed.", "El pago no fue confirmado."),
    "not_an_amount": ("Write an amount like 1250.00.", "Escriba un monto como 1250.00."),
}


def say(word: str, *, language: str) -> str:
    """Say it in that language: Spanish where it begins with `es`, else English."""
    english, spanish = WORDS[word]
    return spanish if language.startswith("es") else english
